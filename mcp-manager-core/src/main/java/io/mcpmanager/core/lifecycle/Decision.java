package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.event.EventData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a command or a signal: to be stored, then published, then acted upon.
 *
 * @param after the situation from then on
 * @param events what happened
 * @param effects what to do, in order
 * @param outcome how the command under way ends, or null if it goes on
 * @param deleted whether the server is to be deleted
 */
record Decision(
    Situation after,
    List<EventData> events,
    List<Effect> effects,
    @Nullable Outcome outcome,
    boolean deleted) {}
