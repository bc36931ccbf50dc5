"""One shared plan per patient with ongoing pain after back surgery."""
