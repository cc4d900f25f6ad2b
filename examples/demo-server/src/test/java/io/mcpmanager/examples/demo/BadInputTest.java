package io.mcpmanager.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever arrives, the answer says what was wrong, and the server goes on. */
final class BadInputTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{nope                                                          | -32700",
        "{'a':1} trailing                                               | -32700",
        "[1,]                                                           | -32700",
        "{'a':01}                                                       | -32700",
        "{'a':1e999}                                                    | -32700",
        "'text'                                                         | -32600",
        "[]                                                             | -32600",
        "[{'jsonrpc':'2.0','id':1,'method':'ping'}]                     | -32600",
        "{}                                                             | -32600",
        "{'jsonrpc':'1.0','id':1,'method':'ping'}                       | -32600",
        "{'jsonrpc':'2.0','id':null,'method':'ping'}                    | -32600",
        "{'jsonrpc':'2.0','id':1.5,'method':'ping'}                     | -32600",
        "{'jsonrpc':'2.0','id':1,'method':2}                            | -32600",
        "{'jsonrpc':'2.0','id':1,'method':'ping','params':[]}           | -32600",
        "{'jsonrpc':'2.0','id':1,'method':'resources/subscribe'}        | -32602",
        "{'jsonrpc':'2.0','id':1,'method':'server/discover'}            | -32601",
      })
  void givenMessageThatIsNoValidRequest_whenReceived_thenItIsRefusedAndTheNextOneServed(
      String line, long code) throws Exception {
    try (var client = DemoClient.initialized("2025-11-25")) {
      client.send(line.replace('\'', '"'));

      assertThat(client.nextError().value("code")).contains(code);
      client.result("ping", JsonObject.EMPTY);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tools/call               | {}                                             | 'name' must be a text",
        "tools/call               | {'name':'nope'}                                | unknown tool 'nope'",
        "tools/call               | {'name':'echo','arguments':[]}                 | 'arguments' must be an object",
        "tools/list               | {'cursor':'2'}                                 | 'cursor' is unknown: the list has one page only",
        "prompts/get              | {'name':'nope'}                                | unknown prompt 'nope'",
        "prompts/get              | {'name':'greeting'}                            | 'name' must be a text",
        "logging/setLevel         | {'level':'loud'}                               | 'level' must be one of debug, info, notice, warning, error, critical, alert, emergency",
        "completion/complete      | {'ref':{'type':'ref/tool'},'argument':{'name':'a','value':''}} | 'type' must be ref/prompt or ref/resource",
      })
  void givenWrongParams_whenRequested_thenTheErrorNamesTheField(
      String method, String params, String message) throws Exception {
    try (var client = DemoClient.initialized("2025-11-25")) {
      var error = client.error(method, (JsonObject) JsonReader.read(params.replace('\'', '"')));

      assertThat(error.value("code")).contains(-32602L);
      assertThat(error.text("message").orElseThrow().replace('"', '\'')).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"demo://nope", "demo://weather/Atlantis", "demo://weather/", "file:///etc/hosts"})
  void givenUnknownUri_whenRead_thenTheErrorSaysNotFound(String uri) throws Exception {
    try (var client = DemoClient.initialized("2025-11-25")) {
      var error = client.error("resources/read", JsonObject.of("uri", uri));

      assertThat(error.value("code")).contains(-32002L);
    }
  }

  @Test
  void givenOldRevision_whenBatchArrives_thenItsRequestsAreAnsweredTogether() throws Exception {
    try (var client = DemoClient.initialized("2025-03-26")) {
      client.send("""
                    [{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"},7,\
                    {"jsonrpc":"2.0","id":"b","method":"tools/call","params":{"name":"echo","arguments":{"text":"hi"}}}]""");

      assertThat(client.nextLine()).isEqualTo("""
                            [{"jsonrpc":"2.0","error":{"code":-32600,"message":"'jsonrpc' must be \\"2.0\\""}},\
                            {"jsonrpc":"2.0","id":1,"result":{}},\
                            {"jsonrpc":"2.0","id":"b","result":{"content":[{"type":"text","text":"hi"}]}}]
                            """);
    }
  }

  @Test
  void givenIdOfRunningCall_whenUsedAgain_thenTheSecondIsRefused() throws Exception {
    try (var client = DemoClient.initialized("2025-11-25")) {
      var slow =
          "{\"jsonrpc\":\"2.0\",\"id\":77,\"method\":\"tools/call\",\"params\":{\"name\":\"slow\"}}";
      client.send(slow);
      client.send(slow);

      assertThat(client.nextError().value("code")).contains(-32600L);
    }
  }

  @Test
  void givenLineLongerThanAllowed_whenReceived_thenItIsRefusedAndTheNextOneServed()
      throws Exception {
    try (var client = DemoClient.initialized("2025-11-25")) {
      client.send("\"" + "x".repeat(17 * 1024 * 1024) + "\"");

      assertThat(client.nextError().value("code")).contains(-32600L);
      client.result("ping", JsonObject.EMPTY);
    }
  }

  @Test
  void givenTooDeepJson_whenReceived_thenItIsRefused() throws Exception {
    try (var client = DemoClient.initialized("2025-11-25")) {
      client.send("[".repeat(10_000));

      assertThat(client.nextError().value("code")).contains(-32700L);
    }
  }

  @Test
  void givenBytesThatAreNotUtf8_whenReceived_thenTheyAreRefused() throws Exception {
    try (var client = DemoClient.initialized("2025-11-25")) {
      client.sendBytes(new byte[] {'"', (byte) 0xC3, '"', '\n'});

      assertThat(client.nextError().value("code")).contains(-32700L);
    }
  }

  @Test
  void givenAnswersAndUnknownNotifications_whenReceived_thenTheyAreIgnored() throws Exception {
    try (var client = DemoClient.initialized("2025-11-25")) {
      client.send("{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}");
      client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/nobody_knows\"}");
      client.send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":99}}");
      client.send("   ");

      client.result("ping", JsonObject.EMPTY);
    }
  }

  @Test
  void givenWaitingCall_whenTheInputEnds_thenTheServerEnds() throws Exception {
    var client = DemoClient.initialized("2025-11-25");
    client.request(
        "tools/call", JsonObject.of("name", "slow", "arguments", JsonObject.of("ms", 600_000)));

    client.close();

    assertThat(client.unread()).isEmpty();
  }
}
