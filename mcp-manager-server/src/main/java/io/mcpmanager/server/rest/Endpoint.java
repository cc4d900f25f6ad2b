package io.mcpmanager.server.rest;

/** What a route does. Translates, calls the manager, and maps the result. */
@FunctionalInterface
interface Endpoint {

  Answer handle(Call call) throws InterruptedException;
}
