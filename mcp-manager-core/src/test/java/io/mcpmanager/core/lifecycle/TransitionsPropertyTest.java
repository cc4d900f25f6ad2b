package io.mcpmanager.core.lifecycle;

import static io.mcpmanager.api.server.ServerState.ERROR;
import static io.mcpmanager.api.server.ServerState.MAINTENANCE;
import static io.mcpmanager.api.server.ServerState.RUNNING;
import static io.mcpmanager.api.server.ServerState.STARTING;
import static io.mcpmanager.api.server.ServerState.STOPPED;
import static io.mcpmanager.api.server.ServerState.STOPPING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.error.IllegalTransitionException;
import io.mcpmanager.api.server.ServerCommand.EnterMaintenance;
import io.mcpmanager.api.server.ServerState;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class TransitionsPropertyTest {

  /** The moves the product allows, written down independently of the table. */
  static final Map<ServerState, Set<ServerState>> ALLOWED = Map.of(
      STOPPED, EnumSet.of(STARTING, MAINTENANCE),
      STARTING, EnumSet.of(RUNNING, ERROR, STOPPED),
      RUNNING, EnumSet.of(STOPPING, ERROR, MAINTENANCE),
      STOPPING, EnumSet.of(STOPPED, ERROR),
      ERROR, EnumSet.of(STOPPED, STARTING, MAINTENANCE),
      MAINTENANCE, EnumSet.of(STOPPED, STARTING));

  @Example
  void givenTheTable_whenComparedWithTheProduct_thenItListsTheSameMoves() {
    Map<ServerState, Set<ServerState>> listed = Transitions.ROWS.stream()
        .collect(Collectors.groupingBy(
            Transitions.Row::from, Collectors.mapping(Transitions.Row::to, Collectors.toSet())));

    assertThat(listed).isEqualTo(ALLOWED);
  }

  @Property
  void givenAnyState_whenItsWaysOutAreAsked_thenTheyAreTheProducts(@ForAll ServerState from) {
    assertThat(Transitions.reachableFrom(from)).isEqualTo(ALLOWED.get(from));
  }

  @Property
  void givenAnyPair_whenItIsNotListed_thenItIsRefused(
      @ForAll ServerState from, @ForAll Trigger on) {
    boolean listed =
        Transitions.ROWS.stream().anyMatch(row -> row.from() == from && row.on() == on);

    assertThat(Transitions.next(from, on).isPresent()).isEqualTo(listed);
  }

  @Property
  void givenUnlistedCommand_whenRefused_thenTheErrorNamesStateAndWaysOut() {
    var before = Situations.of(Situations.inState(STARTING));

    assertThatThrownBy(() -> CommandRules.decide(before, new EnterMaintenance(), Situations.NOW))
        .isInstanceOfSatisfying(IllegalTransitionException.class, e -> {
          assertThat(e.state()).isEqualTo(STARTING);
          assertThat(e.allowed()).isEqualTo(ALLOWED.get(STARTING));
        });
  }
}
