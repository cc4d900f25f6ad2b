package io.mcpmanager.core.wire;

/**
 * One server-sent event.
 *
 * @param type the event field, {@code message} if there was none
 * @param data the data lines joined by line feeds, with {@link Padding} if they are long; only its first 200 bytes if it
 *     was over the bound
 * @param id the last event id seen in the stream up to here; empty if there was none
 * @param dataLength the length of the whole data in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // payloads pass through uncopied
public record SseEvent(String type, byte[] data, String id, long dataLength) {

  /** Whether the data was over the bound, so that only its head is here. */
  public boolean isCut() {
    return dataLength > data.length;
  }
}
