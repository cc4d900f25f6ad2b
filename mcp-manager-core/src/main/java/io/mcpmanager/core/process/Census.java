package io.mcpmanager.core.process;

import io.mcpmanager.spi.LaunchMark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which processes belong to which family. One pass over all processes serves everybody who waits. Whoever was
 * once seen to belong to a family stays in it, whatever it does afterwards. Thread-safe.
 */
final class Census {

  /** What is remembered of a process from one pass to the next. */
  private static final class Person {
    private final long start;
    private final @Nullable LaunchMark mark;
    private final boolean settled;
    private @Nullable Family family;
    private boolean dead;

    Person(long start, @Nullable LaunchMark mark, boolean settled, @Nullable Family family) {
      this.start = start;
      this.mark = mark;
      this.settled = settled;
      this.family = family;
    }

    /** Whether it may have started another, after that one could have been listed, and ended before it was looked at. */
    boolean mayHaveLeftAChild(ProcessEntry entry) {
      boolean diedNow = entry.zombie() && !dead;
      dead = entry.zombie();
      return diedNow || !settled;
    }
  }

  private static final int MAX_DEPTH = 1000;

  private final ProcessTable table;
  private final long self = ProcessHandle.current().pid();
  private final AtomicLong begun = new AtomicLong();

  /** Guards what follows; held during a pass. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<LaunchMark, Family> byMark = new HashMap<>();
  private final Map<Long, Family> byRoot = new HashMap<>();
  private final Map<String, Family> byPipe = new HashMap<>();
  private Map<Long, Person> known = new HashMap<>();
  private long finished;
  private boolean complete;

  Census(ProcessTable table) {
    this.table = table;
  }

  /** Counts a family from now on. */
  void admit(Family family) {
    lock.lock();
    try {
      byMark.put(family.mark(), family);
      ProcessEntry root = family.root();
      if (root != null) {
        byRoot.put(root.pid(), family);
        family.members(List.of(root));
      }
      family.pipes().forEach(pipe -> byPipe.put(pipe, family));
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a family. */
  void dismiss(Family family) {
    lock.lock();
    try {
      byMark.remove(family.mark(), family);
      ProcessEntry root = family.root();
      if (root != null) {
        byRoot.remove(root.pid(), family);
      }
      family.pipes().forEach(pipe -> byPipe.remove(pipe, family));
      known.values().stream()
          .filter(person -> person.family == family)
          .forEach(person -> person.family = null);
      family.members(List.of());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Brings the members of all families up to date with a pass that begins after this call.
   *
   * @return whether nobody can have been missed
   */
  boolean take() {
    long before = begun.get();
    lock.lock();
    try {
      if (finished <= before) {
        long number = begun.incrementAndGet();
        pass();
        finished = number;
      }
      return complete;
    } finally {
      lock.unlock();
    }
  }

  private void pass() {
    ProcessTable.Listing listing = table.list();
    complete = listing.complete();
    Map<Long, ProcessEntry> entries = new HashMap<>();
    listing.entries().forEach(entry -> entries.put(entry.pid(), entry));
    Set<Long> aboveUs = lineage(entries);
    Map<Long, Person> people = new HashMap<>();
    for (ProcessEntry entry : entries.values()) {
      if (!aboveUs.contains(entry.pid())) {
        Person person = recognize(entry);
        people.put(entry.pid(), person);
        complete &= !person.mayHaveLeftAChild(entry);
        if (person.family == null) {
          person.family = familyOf(entry, person, entries);
        }
      }
    }
    entries.values().forEach(entry -> inherit(entry, entries, people));
    known = people;
    publish(entries);
  }

  /** This process and those above it: it may itself belong to a server of another manager. */
  private Set<Long> lineage(Map<Long, ProcessEntry> entries) {
    var pids = new HashSet<Long>();
    pids.add(self);
    ProcessEntry entry = entries.get(self);
    while (entry != null && pids.add(entry.parent())) {
      entry = entries.get(entry.parent());
    }
    return pids;
  }

  private Person recognize(ProcessEntry entry) {
    Person before = known.get(entry.pid());
    if (before != null && before.start != entry.start()) {
      before = null;
    }
    if (before != null && before.settled) {
      return before;
    }
    ProcessTable.Sight sight = table.markOf(entry);
    Optional<LaunchMark> mark = sight.mark().map(Mark::launch);
    Family family = before == null ? null : before.family;
    if (family == null && mark.isEmpty()) {
      family = familyByPipe(entry);
    }
    return new Person(entry.start(), mark.orElse(null), sight.settled(), family);
  }

  /** It cleared its environment, but what it inherited as its output gives it away. */
  private @Nullable Family familyByPipe(ProcessEntry entry) {
    if (byPipe.isEmpty() || entry.zombie()) {
      return null;
    }
    return table.pipesOf(entry.pid()).stream()
        .map(byPipe::get)
        .filter(family -> family != null)
        .findFirst()
        .orElse(null);
  }

  private @Nullable Family familyOf(
      ProcessEntry entry, Person person, Map<Long, ProcessEntry> entries) {
    Family root = byRoot.get(entry.pid());
    if (root != null && root.isRoot(entry)) {
      return root;
    }
    Family marked = person.mark == null ? null : byMark.get(person.mark);
    if (marked != null) {
      return marked;
    }
    Family grouped = byRoot.get(entry.group());
    if (grouped == null || grouped.group() == null) {
      return null;
    }
    // as long as the group has members its number is not given to a new process
    ProcessEntry leader = entries.get(entry.group());
    return leader == null || grouped.isRoot(leader) ? grouped : null;
  }

  /** Children belong to the family of their parent. */
  private static void inherit(
      ProcessEntry entry, Map<Long, ProcessEntry> entries, Map<Long, Person> people) {
    Person person = people.get(entry.pid());
    ProcessEntry ancestor = entry;
    for (int steps = 0; ancestor != null && steps < MAX_DEPTH; steps++) {
      Person at = people.get(ancestor.pid());
      if (person == null || at == null) {
        return;
      }
      if (at.family != null) {
        person.family = at.family;
        return;
      }
      ancestor = entries.get(ancestor.parent());
    }
  }

  private void publish(Map<Long, ProcessEntry> entries) {
    Map<Family, List<ProcessEntry>> alive = new HashMap<>();
    known.forEach((pid, person) -> {
      ProcessEntry entry = entries.get(pid);
      if (person.family != null && entry != null && !entry.zombie()) {
        alive.computeIfAbsent(person.family, family -> new ArrayList<>()).add(entry);
      }
    });
    byMark.values().forEach(family -> family.members(alive.getOrDefault(family, List.of())));
  }
}
