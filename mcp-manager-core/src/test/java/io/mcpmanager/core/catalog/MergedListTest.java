package io.mcpmanager.core.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.wire.ItemReader;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.spi.AccessPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MergedListTest {

  @Test
  void givenItemsOfTwoEras_whenPagesAreWritten_thenEachEraHasItsOwnAndTheyAreKept() {
    var modern = entry("{\"name\":\"modern\",\"outputSchema\":{\"type\":\"array\"}}", "modern");
    var legacy =
        entry("{\"name\":\"legacy\",\"execution\":{\"taskSupport\":\"optional\"}}", "legacy");
    var target = new AccessPolicy.Target(
        ServerId.of("id-s"), "s", AccessPolicy.Target.Kind.TOOL, "tool", "");
    var list = new MergedList(
        ListKind.TOOLS,
        List.of(
            new MergedList.Item(modern, "m", ProtocolRevision.V2026_07_28, target),
            new MergedList.Item(legacy, "l", ProtocolRevision.V2025_11_25, target)),
        10,
        "{\"name\":\"gw\"}".getBytes(UTF_8));

    byte[] forLegacy = list.page(ProtocolRevision.V2024_11_05, null).orElseThrow();
    byte[] forModern = list.page(ProtocolRevision.V2026_07_28, null).orElseThrow();

    assertThat(new String(forLegacy, UTF_8))
        .isEqualTo(
            "{\"tools\":[{\"name\":\"m\",\"outputSchema\":{\"type\":\"object\",\"properties\":"
                + "{\"result\":{\"type\":\"array\"}},\"required\":[\"result\"]}},{\"name\":\"l\"}]}");
    assertThat(new String(forModern, UTF_8))
        .isEqualTo("{\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\",\"_meta\":"
            + "{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"gw\"}},\"tools\":"
            + "[{\"name\":\"m\",\"outputSchema\":{\"type\":\"array\"}},{\"name\":\"l\"}]}");
    assertThat(list.page(ProtocolRevision.V2026_07_28, null).orElseThrow()).isSameAs(forModern);
    assertThat(list.page(ProtocolRevision.V2025_11_25, null).orElseThrow()).isSameAs(forLegacy);
  }

  private static CatalogEntry entry(String json, String name) {
    byte[] bytes = json.getBytes(UTF_8);
    ItemReader.Text key = ItemReader.read(
            ("{\"tools\":[" + json + "]}").getBytes(UTF_8), new Span(0, bytes.length + 12), "tools")
        .items()
        .get(0)
        .name();
    return new CatalogEntry(
        bytes, name, new Span(key.raw().start() - 10, key.raw().end() - 10));
  }
}
