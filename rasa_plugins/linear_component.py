"""What our two classifiers share as components of Rasa: a linear model that is trained, kept and loaded."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from rasa_plugins.linear_model import LinearModel


class LinearComponent(GraphComponent):
    """A component around one `LinearModel`."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Keep the settings; nothing is learned or loaded yet."""
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._model = LinearModel(self._config)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearComponent:
        """Create an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearComponent:
        """Load a trained component."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = LinearModel.load(folder, component._config)
        return component

    def _learn(self, texts: list[str], labels: list[str]) -> Resource:
        """Fit the model and keep it."""
        self._model.fit(texts, labels)
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource
