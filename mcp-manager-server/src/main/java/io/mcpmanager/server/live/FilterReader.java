package io.mcpmanager.server.live;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.EventCategory;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.event.Severity;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.server.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Turns the texts of a filter into what they mean and collects everything that is wrong with them. */
final class FilterReader {

  private static final int MAX_VALUES = 100;

  private final List<Problem> problems = new ArrayList<>();

  EventFilter events(
      Collection<String> types,
      Collection<String> categories,
      Collection<String> servers,
      Optional<String> minSeverity) {
    return new EventFilter(
        choices("types", types, List.of(EventType.values()), EventType::text),
        choices("categories", categories, List.of(EventCategory.values()), EventCategory::text),
        servers(servers),
        minSeverity
            .flatMap(
                text -> choice("minSeverity", text, List.of(Severity.values()), Severity::text))
            .orElse(Severity.INFO),
        null,
        null,
        "");
  }

  LogFilter lines(Optional<String> minLevel) {
    LogLevel level = minLevel
        .flatMap(text -> choice("minLevel", text, List.of(LogLevel.values()), LogLevel::text))
        .orElse(LogLevel.DEBUG);
    return new LogFilter(Set.of(), level, null, null, "");
  }

  /** A position in a log; empty if none is given. */
  Optional<Long> position(String field, Optional<String> text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      long position = Long.parseLong(text.get());
      if (position >= 0) {
        return Optional.of(position);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    add(field, "must be the sequence of an event or line, a whole number from 0");
    return Optional.empty();
  }

  /** Throws if anything was wrong. */
  void check() {
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
  }

  private Set<ServerId> servers(Collection<String> texts) {
    Set<ServerId> ids = new LinkedHashSet<>();
    for (String text : limited("servers", texts)) {
      try {
        ids.add(ServerId.of(text));
      } catch (IllegalArgumentException e) {
        add("servers", "each must be the id of a server");
      }
    }
    return ids;
  }

  private <T> Set<T> choices(
      String field, Collection<String> texts, List<T> allowed, Function<T, String> name) {
    Set<T> chosen = new LinkedHashSet<>();
    limited(field, texts)
        .forEach(text -> choice(field, text, allowed, name).ifPresent(chosen::add));
    return chosen;
  }

  private <T> Optional<T> choice(
      String field, String text, List<T> allowed, Function<T, String> name) {
    Optional<T> choice =
        allowed.stream().filter(one -> name.apply(one).equals(text)).findFirst();
    if (choice.isEmpty()) {
      problems.add(new Problem(
          field,
          "must be one of " + allowed.stream().map(name).toList(),
          Problem.Code.NOT_ALLOWED));
    }
    return choice;
  }

  private Collection<String> limited(String field, Collection<String> texts) {
    if (texts.size() > MAX_VALUES) {
      problems.add(new Problem(
          field, "must have at most " + MAX_VALUES + " values", Problem.Code.OUT_OF_RANGE));
      return List.of();
    }
    return texts;
  }

  private void add(String field, String message) {
    problems.add(new Problem(field, message, Problem.Code.INVALID_FORMAT));
  }
}
