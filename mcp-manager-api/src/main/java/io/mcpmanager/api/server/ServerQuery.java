package io.mcpmanager.api.server;

import io.mcpmanager.api.health.HealthStatus;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which servers to list, in which order, and which page. Empty filters let everything pass; several filters must all
 * hold.
 *
 * @param states states to keep
 * @param kinds kinds of launch to keep
 * @param health health to keep
 * @param labels labels a server must carry
 * @param text found in name or description, ignoring case; empty for any
 * @param sort order of the list
 * @param descending whether that order is reversed
 * @param page number of the page, from 1
 * @param pageSize servers on a page, 1 to 100
 */
public record ServerQuery(
    Set<ServerState> states,
    Set<LaunchKind> kinds,
    Set<HealthStatus> health,
    Map<String, String> labels,
    String text,
    Sort sort,
    boolean descending,
    int page,
    int pageSize) {

  /** Orders of the list. */
  public enum Sort {
    /** By name. */
    NAME,
    /** By time of creation. */
    CREATED,
    /** By time of the last change of the definition. */
    UPDATED,
    /** By state, then name. */
    STATE
  }

  /** The first 50 servers by name. */
  public static final ServerQuery ALL =
      new ServerQuery(Set.of(), Set.of(), Set.of(), Map.of(), "", Sort.NAME, false, 1, 50);

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if the page or its size is out of range
   */
  public ServerQuery {
    states = Set.copyOf(states);
    kinds = Set.copyOf(kinds);
    health = Set.copyOf(health);
    labels = Map.copyOf(labels);
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(sort, "sort");
    if (page < 1) {
      throw new IllegalArgumentException("page must be 1 or more, was " + page);
    }
    if (pageSize < 1 || pageSize > 100) {
      throw new IllegalArgumentException("pageSize must be from 1 to 100, was " + pageSize);
    }
  }

  /** The same, another page. */
  public ServerQuery withPage(int newPage, int newPageSize) {
    return new ServerQuery(
        states, kinds, health, labels, text, sort, descending, newPage, newPageSize);
  }
}
