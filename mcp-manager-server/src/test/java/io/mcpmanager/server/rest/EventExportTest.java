package io.mcpmanager.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.server.rest.Api.Reply;
import io.mcpmanager.server.rest.EventExport.Format;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.SequentialIds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventExportTest {

  private static final CallContext SYSTEM = CallContext.system("c1");
  private static final String SERVER =
      "{\"name\": \"files\", \"launch\": {\"kind\": \"process\", \"command\": \"npx\"}}";

  @Test
  void givenMoreEventsThanAPage_whenExported_thenEachIsALine() throws IOException {
    try (var store = new InMemoryStore();
        var log = new EventLog(store, new ManualClock(), new SequentialIds())) {
      for (int i = 0; i < 2500; i++) {
        log.publish(SYSTEM, null, null, new EventData.ManagerChanged("change " + i));
      }

      assertThat(lines(log, Format.NDJSON))
          .extracting(line -> new JsonMapper().readTree(line).path("sequence").asLong())
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 2500).boxed().toList());
      assertThat(lines(log, Format.CSV)).hasSize(2501);
    }
  }

  private static List<String> lines(EventLog log, Format format) throws IOException {
    var out = new ByteArrayOutputStream();
    new EventExport(log, SYSTEM, EventFilter.ALL, 0, format).writeTo(out);
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain|plain",
        "=1+1|'=1+1",
        "+1|'+1",
        "-1|'-1",
        "@SUM(A1)|'@SUM(A1)",
        "a=1|a=1",
        "one, two|\"one, two\"",
        "say \"hi\"|\"say \"\"hi\"\"\"",
        "=cmd(\"x\")|\"'=cmd(\"\"x\"\")\"",
      })
  void givenAText_whenItBecomesACell_thenNoSpreadsheetRunsIt(String text, String cell) {
    assertThat(EventExport.cell(text)).isEqualTo(cell);
  }

  @Test
  void givenControlCharacters_whenTheyBecomeACell_thenItStaysOneCell() {
    assertThat(EventExport.cell("a\r\nb")).isEqualTo("\"a\r\nb\"");
    assertThat(EventExport.cell("\t=1")).isEqualTo("'\t=1");
    assertThat(EventExport.cell("")).isEmpty();
  }

  @Test
  void givenEvents_whenExportedByRest_thenTheFilterHolds() {
    try (var api = new Api()) {
      assertThat(api.post("/api/v1/servers", SERVER).status()).isEqualTo(201);

      Reply json = api.get("/api/v1/events/export?type=server.created&server=files");
      Reply csv = api.get("/api/v1/events/export?format=csv&after=0", "Accept", "text/csv");

      assertThat(json.header("Content-Type")).isEqualTo("application/x-ndjson");
      assertThat(json.header("Content-Disposition")).contains("events.ndjson");
      assertThat(json.text().lines()).singleElement().satisfies(line -> assertThat(line)
          .contains("\"type\":\"server.created\""));
      assertThat(csv.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
      assertThat(csv.text())
          .startsWith("sequence,id,time,type,")
          .contains(",server.created,configuration,info,");
      assertThat(api.get("/api/v1/events/export?format=xml").code()).isEqualTo("VALIDATION_FAILED");
      assertThat(api.get("/api/v1/events/export", "Accept", "image/png").status())
          .isEqualTo(406);
      assertThat(api.get("/api/v1/events/export?after=100000").text()).isEmpty();
    }
  }
}
