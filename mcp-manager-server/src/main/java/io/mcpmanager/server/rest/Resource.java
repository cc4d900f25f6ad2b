package io.mcpmanager.server.rest;

import java.util.List;

/** The routes of one kind of thing. */
interface Resource {

  List<Route> routes();
}
