"""MyGateway: Envoy, which routes each session to its instance."""
