package io.mcpmanager.core.process;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.Leftover.Outcome;
import io.mcpmanager.spi.ProcessIdentity;
import io.mcpmanager.spi.store.InstanceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds and ends what an earlier life of the manager has left: by the table of what was launched, and by the marks that
 * processes carry. A process counts only if id and start are those noted, or if it carries a mark of this manager whose
 * process is gone.
 */
final class LeftoverSearch {

  private static final Logger LOG = LoggerFactory.getLogger(LeftoverSearch.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final ProcessTable table;
  private final Census census;
  private final Reaper reaper;
  private final Mark.Owner self;

  LeftoverSearch(ProcessTable table, Census census, Reaper reaper, Mark.Owner self) {
    this.table = table;
    this.census = census;
    this.reaper = reaper;
    this.self = self;
  }

  /**
   * Ends what is found.
   *
   * @param present tells the tokens of this life's launches
   */
  List<Leftover> end(String managerId, List<InstanceRecord> noted, Predicate<String> present)
      throws InterruptedException {
    Map<String, Family> families = new LinkedHashMap<>();
    Map<String, ServerId> servers = new HashMap<>();
    Set<String> spared = new HashSet<>();
    for (Map.Entry<String, Mark> found : marked(managerId).entrySet()) {
      if (present.test(found.getKey()) || isAnothers(found.getValue())) {
        spared.add(found.getKey());
      } else {
        families.put(found.getKey(), new Family(found.getValue().launch(), null, false, Set.of()));
      }
    }
    for (InstanceRecord record : noted) {
      servers.put(record.token(), record.server());
      if (!spared.contains(record.token()) && !present.test(record.token())) {
        rootOf(record, managerId).ifPresent(family -> families.put(record.token(), family));
      }
    }
    families.values().forEach(census::admit);
    try {
      return end(families, servers, noted);
    } finally {
      families.values().forEach(census::dismiss);
    }
  }

  private List<Leftover> end(
      Map<String, Family> families, Map<String, ServerId> servers, List<InstanceRecord> noted)
      throws InterruptedException {
    census.take();
    Map<String, Integer> sizes = new HashMap<>();
    families.forEach((token, family) -> {
      sizes.put(token, family.members().size());
      family.members().forEach(member -> LOG.atWarn()
          .addKeyValue("pid", member.pid())
          .addKeyValue("server", servers.get(token))
          .log("ending a process that an earlier life of the manager left"));
    });
    reaper.end(families.values(), LIMIT);
    List<Leftover> outcomes = new ArrayList<>();
    families.forEach((token, family) -> outcomes.add(new Leftover(
        token,
        servers.get(token),
        sizes.getOrDefault(token, 0),
        outcomeOf(family, sizes.get(token)))));
    noted.stream()
        .filter(record -> !families.containsKey(record.token()))
        .map(record -> new Leftover(record.token(), record.server(), 0, Outcome.GONE))
        .forEach(outcomes::add);
    return List.copyOf(outcomes);
  }

  private static Outcome outcomeOf(Family family, @Nullable Integer size) {
    if (!family.members().isEmpty()) {
      return Outcome.ALIVE;
    }
    return size == null || size == 0 ? Outcome.GONE : Outcome.ENDED;
  }

  /** The marks of this manager that living processes carry, by token. */
  private Map<String, Mark> marked(String managerId) {
    Map<String, Mark> marks = new HashMap<>();
    for (ProcessEntry entry : table.list().entries()) {
      table
          .markOf(entry)
          .mark()
          .filter(mark -> mark.launch().managerId().equals(managerId))
          .ifPresent(mark -> marks.put(mark.launch().token(), mark));
    }
    return marks;
  }

  /** Whether another process lives that is the manager too: someone made a copy of its data. */
  private boolean isAnothers(Mark mark) {
    return !mark.owner().equals(self) && mark.owner().lives(table);
  }

  private Optional<Family> rootOf(InstanceRecord record, String managerId) {
    ProcessIdentity process = record.process();
    if (process == null) {
      return Optional.empty();
    }
    return table
        .find(process.pid())
        .filter(entry -> table.startText(entry).equals(process.start()))
        .filter(entry -> table.markOf(entry).mark().filter(this::isAnothers).isEmpty())
        .map(entry -> new Family(
            new LaunchMark(managerId, record.token()), entry, process.group() != null, Set.of()));
  }
}
