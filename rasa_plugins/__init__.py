"""What plugs into Rasa itself: NLU components, the gateway's channel, the expiring tracker store."""
