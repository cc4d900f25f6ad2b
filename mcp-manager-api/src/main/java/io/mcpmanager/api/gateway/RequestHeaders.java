package io.mcpmanager.api.gateway;

import java.util.List;

/** The headers that a message came with over HTTP. */
@FunctionalInterface
public interface RequestHeaders {

  /**
   * The values of a header, each without the white space around it.
   *
   * @param name in any case
   * @return one value for each time the header was given; empty if it was not
   */
  List<String> all(String name);
}
