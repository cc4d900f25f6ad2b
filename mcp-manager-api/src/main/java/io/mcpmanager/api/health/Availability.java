package io.mcpmanager.api.health;

import java.time.Duration;

/**
 * How much downtime a server's objective allows within a range, and how much of that is left. Downtime is what the
 * unhealthy checks stand for, each with the interval at which the server is checked now.
 *
 * @param objectivePercent share of time the server is meant to be up
 * @param errorBudget downtime that the objective allows within the whole range
 * @param downtime downtime found by checks
 */
public record Availability(double objectivePercent, Duration errorBudget, Duration downtime) {

  /** What is left of the budget; negative if more than that was used. */
  public Duration remainingBudget() {
    return errorBudget.minus(downtime);
  }

  /** Whether there was no more downtime than allowed. */
  public boolean isMet() {
    return !remainingBudget().isNegative();
  }
}
