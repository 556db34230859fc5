import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: [".venv/", ".run/", ".uv/", "docs/"] },
  js.configs.recommended,
  {
    files: ["widget/**/*.js", "gateway/static/**/*.js", "staff/static/**/*.js"],
    languageOptions: { globals: globals.browser },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-implied-eval": "error",
      // Text that a school or a student wrote never becomes markup.
      "no-restricted-properties": [
        "error",
        { property: "innerHTML" },
        { property: "outerHTML" },
        { property: "insertAdjacentHTML" },
        { object: "document", property: "write" },
      ],
      "no-restricted-globals": ["error", "localStorage", "sessionStorage", "indexedDB"],
    },
  },
];
