package io.mcpmanager.docker.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.docker.engine.Engine;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.docker.transport.EngineCallException;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.docker.transport.RawEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Finds containers that carry a manager's labels and that nobody here knows: of other managers, or forgotten. */
public final class LabelledContainers {

  private static final String ID = "docker.leftovers";
  private static final int MAX_MANAGERS = 20;

  private static final class Count {
    private int running;
    private int ended;
  }

  private final Supplier<Optional<String>> manager;
  private final Predicate<String> inUse;

  /**
   * A search.
   *
   * @param manager id of this manager, if it is known yet
   * @param inUse whether a launch, by its token, is one of this life
   */
  public LabelledContainers(Supplier<Optional<String>> manager, Predicate<String> inUse) {
    this.manager = manager;
    this.inUse = inUse;
  }

  /**
   * Looks.
   *
   * @throws EngineCallException if the engine can't be asked
   */
  List<Finding> examine(RawEngine engine) {
    Map<String, Count> unknown = new TreeMap<>();
    engine
        .get("/containers/json?all=1&" + RawEngine.filters("label", List.of(Engine.MANAGER_LABEL)))
        .forEach(container -> count(container, unknown));
    if (unknown.isEmpty()) {
      return List.of(Finding.ok(ID, "no containers of other managers or earlier lives are there"));
    }
    var findings = new ArrayList<Finding>();
    unknown.forEach((owner, count) -> {
      if (findings.size() < MAX_MANAGERS) {
        findings.add(finding(owner, count));
      }
    });
    return findings;
  }

  private void count(JsonNode container, Map<String, Count> unknown) {
    JsonNode labels = container.path("Labels");
    // the tasks of services come and go as the cluster likes
    if (inUse.test(labels.path(Ownership.TOKEN).asText("")) || labels.has(Ownership.TASK)) {
      return;
    }
    Count count = unknown.computeIfAbsent(
        EngineFaults.oneLine(labels.path(Engine.MANAGER_LABEL).asText("")), key -> new Count());
    boolean runs = container.path("State").asText("").equals("running");
    count.running += runs ? 1 : 0;
    count.ended += runs ? 0 : 1;
  }

  private Finding finding(String owner, Count count) {
    boolean own = manager.get().filter(owner::equals).isPresent();
    String found = count.running + " running and " + count.ended + " other containers of "
        + (own ? "an earlier life of this manager" : "manager '" + owner + "'") + " are there";
    String removal = "docker rm -f $(docker ps -aq --filter label=" + Engine.MANAGER_LABEL + "="
        + (owner.matches("[A-Za-z0-9._-]+") ? owner : "...") + ")";
    if (own) {
      return Finding.warning(
              ID,
              found,
              "They are removed or taken over as soon as the engine lets the manager do so; if they stay, restart the"
                  + " manager.")
          .about(owner);
    }
    // one that runs may be at work
    return count.ended == 0
        ? Finding.ok(ID, found).about(owner)
        : Finding.warning(ID, found, "If that manager is no more, remove them: " + removal + ".")
            .about(owner);
  }
}
