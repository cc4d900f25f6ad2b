package io.mcpmanager.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.server.rest.Api.Reply;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PolicyApiTest {

  private static final String RULES = "/api/v1/policy/rules";

  private final Api api = new Api();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void givenRules_whenPut_thenTheyAreShownAndExplainCalls() {
    Reply put = put("{\"revision\":0,\"otherwise\":\"ask\",\"holdFor\":\"PT1M\",\"rules\":["
        + "{\"effect\":\"deny\",\"server\":\"files\",\"tool\":\"delete_*\",\"note\":\"no\"}]}");

    assertThat(put.status()).as(put.text()).isEqualTo(200);
    assertThat(put.data().path("revision").asInt()).isEqualTo(1);
    assertThat(put.data().at("/rules/0/id").asText()).isEqualTo("rule-1");
    assertThat(put.data().path("changedTools").asText()).isEqualTo("block");
    assertThat(api.get(RULES).data()).isEqualTo(put.data());
    assertThat(explain("{\"server\":\"files\",\"tool\":\"delete_all\"}"))
        .isEqualTo("{\"effect\":\"deny\",\"rule\":\"rule-1\"}");
    assertThat(explain("{\"server\":\"web\",\"tool\":\"get\",\"client\":\"c\"}"))
        .isEqualTo("{\"effect\":\"ask\",\"rule\":null}");
  }

  @Test
  void givenAnOutdatedRevision_whenPut_thenItIsRefused() {
    assertThat(put("{\"revision\":0}").status()).isEqualTo(200);
    assertThat(put("{\"revision\":0}").code()).isEqualTo("STALE_REVISION");
    assertThat(put("{\"revision\":0}").status()).isEqualTo(409);
  }

  @Test
  void givenRulesThatCanNotBe_whenPut_thenEveryFieldIsNamed() {
    Reply refused =
        put("{\"revision\":0,\"rules\":[{\"tool\":\"\\u200b\",\"effect\":\"maybe\",\"x\":1}]}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("rules[0].effect", "rules[0].x");
    assertThat(put("{\"revision\":0,\"rules\":[{\"effect\":\"deny\",\"tool\":\"a\\u202eb\"}]}")
            .text())
        .contains("rules[0].tool");
    assertThat(put("{\"revision\":0,\"revision\":0}").code()).isEqualTo("MALFORMED_INPUT");
    assertThat(put("[]").status()).isEqualTo(400);
  }

  private String explain(String question) {
    return api.post("/api/v1/policy/explain", question).data().toString();
  }

  private Reply put(String body) {
    return api.send("PUT", RULES, body.getBytes(StandardCharsets.UTF_8));
  }
}
