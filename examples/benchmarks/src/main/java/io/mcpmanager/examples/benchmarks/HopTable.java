package io.mcpmanager.examples.benchmarks;

import io.mcpmanager.examples.benchmarks.Hop.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What the hops have shown for one length of text and one number of connections. */
final class HopTable {

  /**
   * One load of one hop.
   *
   * @param cpuMillis processor time of the hop's programs for 1,000 calls
   * @param allocated bytes of heap for a call; NaN if it is no JVM
   */
  record Round(Load.Outcome outcome, double cpuMillis, double allocated) {

    static Round of(Hop hop, Load load, Load.Plan plan) throws Exception {
      double cpu = hop.footprint().cpuSeconds();
      OptionalLong allocated = hop.footprint().allocated();
      Load.Outcome outcome = load.run(hop.target(), plan);
      double calls = Math.max(1, outcome.calls());
      OptionalLong after = hop.footprint().allocated();
      return new Round(
          outcome,
          (hop.footprint().cpuSeconds() - cpu) * 1e6 / calls,
          after.isPresent() ? (after.getAsLong() - allocated.orElseThrow()) / calls : Double.NaN);
    }
  }

  private final Map<Hop, List<Round>> rounds = new LinkedHashMap<>();

  HopTable(List<Hop> hops) {
    hops.forEach(hop -> rounds.put(hop, new ArrayList<>()));
  }

  void add(Hop hop, Round round) {
    roundsOf(hop).add(round);
  }

  void print(String title) {
    System.out.printf("%n### %s%n%n", title);
    System.out.println(
        "| hop | p50 | added, of nginx's | of the bare hop's | p99 | added, of nginx's |"
            + " calls/s | of nginx | of the bare hop | of the best npm | failures |"
            + " CPU ms per 1,000 | bytes per call |");
    System.out.println(
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
            + " ---: | ---: |");
    rounds.forEach((hop, all) -> {
      Round best = best(all);
      Sample sample = best.outcome().sample();
      System.out.println("| "
          + String.join(
              " | ",
              hop.name(),
              Report.time(sample.median()),
              added(hop, Kind.NGINX, Sample::median),
              added(hop, Kind.BARE, Sample::median),
              Report.time(sample.p99()),
              added(hop, Kind.NGINX, Sample::p99),
              String.format(Locale.ROOT, "%.0f", perSecond(hop)),
              rate(hop, Kind.NGINX),
              rate(hop, Kind.BARE),
              rate(hop, Kind.NPM),
              Long.toString(
                  all.stream().mapToLong(round -> round.outcome().failures()).sum()),
              hop.kind() == Kind.DIRECT ? "" : String.format(Locale.ROOT, "%.1f", best.cpuMillis()),
              Double.isNaN(best.allocated())
                  ? ""
                  : String.format(Locale.ROOT, "%.0f", best.allocated()))
          + " |");
    });
    System.out.flush();
  }

  /** What the programs occupy after all that. */
  static void printFootprints(List<Hop> hops) {
    System.out.printf("%n### hop, memory afterwards%n%n| hop | resident |%n| --- | ---: |%n");
    hops.stream()
        .filter(hop -> hop.kind() != Kind.DIRECT)
        .forEach(hop -> System.out.printf(
            Locale.ROOT, "| %s | %.0f MiB |%n", hop.name(), hop.footprint().residentMiB()));
    System.out.flush();
  }

  /** The round that was disturbed least by whatever else the machine does. */
  private static Round best(List<Round> all) {
    return all.stream()
        .min(Comparator.comparingDouble(round -> round.outcome().sample().median()))
        .orElseThrow();
  }

  private double perSecond(Hop hop) {
    return roundsOf(hop).stream()
        .mapToDouble(round -> round.outcome().sample().perSecond())
        .max()
        .orElse(0);
  }

  private List<Round> roundsOf(Hop hop) {
    return Objects.requireNonNull(rounds.get(hop), hop.name());
  }

  private Stream<Hop> of(Kind kind) {
    return rounds.keySet().stream().filter(hop -> hop.kind() == kind);
  }

  /** What a hop adds to the direct way, in multiples of what the reference adds. */
  private String added(Hop hop, Kind reference, ToDoubleFunction<Sample> figure) {
    ToDoubleFunction<Hop> value =
        one -> figure.applyAsDouble(best(roundsOf(one)).outcome().sample());
    double direct = of(Kind.DIRECT).mapToDouble(value).findFirst().orElseThrow();
    OptionalDouble base = of(reference).mapToDouble(value).findFirst();
    return hop.kind() == Kind.DIRECT || base.isEmpty()
        ? ""
        : ratio(value.applyAsDouble(hop) - direct, base.getAsDouble() - direct);
  }

  private String rate(Hop hop, Kind reference) {
    OptionalDouble base = of(reference).mapToDouble(this::perSecond).max();
    return base.isEmpty() ? "" : ratio(perSecond(hop), base.getAsDouble());
  }

  /** Empty where other work on the machine has made nonsense of it. */
  private static String ratio(double value, double base) {
    return Double.isFinite(value) && value > 0 && base > 0
        ? String.format(Locale.ROOT, "%.2f", value / base)
        : "";
  }
}
