package io.mcpmanager.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.McpManager;
import io.mcpmanager.McpManagerBuilder;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.ScriptedRuntime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Two tenants, whose administrators use the same names and correlation ids and every id of the other's they could have
 * guessed, do things in any order. Each sees, step by step and in the end, exactly what it would see if it were alone: so no
 * sequence of the other's calls reveals or changes anything of it. What is not compared: times, random ids, and positions in
 * the event log, which is one for all and whose gaps tell that something happened somewhere.
 */
final class TwoTenantsPropertyTest {

  /** One of the tenants does something. */
  record Step(Tenant.Name who, Tenant.Deed deed, int which) {}

  @Property(tries = 15, seed = "20261121", shrinking = ShrinkingMode.BOUNDED)
  void givenTwoTenants_whenBothDoAnything_thenEachSeesWhatItWouldSeeAlone(
      @ForAll("steps") List<Step> steps) throws Exception {
    Map<Tenant.Name, List<String>> together = run(steps);

    for (Tenant.Name tenant : Tenant.Name.values()) {
      List<Step> own = steps.stream().filter(step -> step.who() == tenant).toList();
      assertThat(together.get(tenant)).as("%s", tenant).isEqualTo(run(own).get(tenant));
    }
  }

  /** Both begin with a server that runs, so that there is something to use and to be refused. */
  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> any = Combinators.combine(
            Arbitraries.of(Tenant.Name.class),
            Arbitraries.of(Tenant.Deed.class),
            Arbitraries.integers().between(0, 1))
        .as(Step::new);
    return any.list().ofMinSize(10).ofMaxSize(30).map(steps -> {
      var all = new ArrayList<Step>();
      for (Tenant.Name name : Tenant.Name.values()) {
        all.add(new Step(name, Tenant.Deed.IMPORT, 0));
      }
      all.addAll(steps);
      return all;
    });
  }

  /** What each tenant saw at each of its steps, and in the end. */
  private static Map<Tenant.Name, List<String>> run(List<Step> steps) throws Exception {
    Map<Tenant.Name, List<String>> seen = new EnumMap<>(Tenant.Name.class);
    var runtime = new ScriptedRuntime().channels(EchoServer::answer);
    // time stands still, so that nothing happens of itself
    McpManagerBuilder builder = McpManager.builder().runtime(runtime).clock(new ManualClock());
    try (McpManager manager = builder.build().start()) {
      var red = new Tenant(manager, Tenant.Name.RED);
      var blue = new Tenant(manager, Tenant.Name.BLUE);
      Map<Tenant.Name, Tenant> tenants = Map.of(Tenant.Name.RED, red, Tenant.Name.BLUE, blue);
      for (Tenant.Name name : Tenant.Name.values()) {
        seen.put(name, new ArrayList<>());
      }
      for (Step step : steps) {
        Tenant actor = tenants.get(step.who());
        Tenant other = step.who() == Tenant.Name.RED ? blue : red;
        String result = actor.perform(step.deed(), step.which(), other);
        seen.get(step.who()).add(step.deed() + " " + step.which() + ": " + result);
      }
      for (Tenant.Name name : Tenant.Name.values()) {
        seen.get(name).addAll(tenants.get(name).everythingSeen());
      }
    }
    return seen;
  }
}
