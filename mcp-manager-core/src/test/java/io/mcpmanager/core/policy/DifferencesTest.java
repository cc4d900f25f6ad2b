package io.mcpmanager.core.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mcpmanager.api.policy.Difference;
import io.mcpmanager.api.policy.Difference.Kind;
import io.mcpmanager.api.policy.Difference.Weight;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DifferencesTest {

  private static List<Difference> between(String before, String after) {
    return Differences.between(
        Definition.read("t", before.getBytes(UTF_8)).node(),
        Definition.read("t", after.getBytes(UTF_8)).node());
  }

  private static List<Difference> ofSchemas(String before, String after) {
    return between("{\"inputSchema\":" + before + "}", "{\"inputSchema\":" + after + "}");
  }

  @Test
  void givenTheSameInAnotherForm_whenCompared_thenNothingIsDifferent() {
    assertThat(between(
            "{\"name\":\"a\",\"description\":\"\\u0062\",\"inputSchema\":{\"type\":\"object\","
                + "\"required\":[\"x\",\"y\"]},\"_meta\":1}",
            "{ \"inputSchema\": {\"required\":[\"y\", \"x\"], \"type\":\"object\"},"
                + " \"description\":\"b\", \"name\":\"a\",\"_meta\":2}"))
        .isEmpty();
  }

  @Test
  void givenOtherWords_whenCompared_thenTheyAreShown() {
    assertThat(between("{\"description\":\"a\"}", "{\"description\":\"a\u200b\",\"title\":\"t\"}"))
        .extracting(Difference::path, Difference::kind, Difference::weight, Difference::after)
        .containsExactly(
            tuple("description", Kind.CHANGED, Weight.TEXT, "\"a\\u200b\""),
            tuple("title", Kind.ADDED, Weight.TEXT, "\"t\""));
  }

  @Test
  void givenOtherParameters_whenCompared_thenWhatThatMeansIsSaid() {
    assertThat(ofSchemas(
            "{\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"string\"},"
                + "\"description\":{\"type\":\"number\",\"minimum\":1}},\"required\":[\"a\"]}",
            "{\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]},\"c\":{},"
                + "\"description\":{\"type\":\"number\",\"minimum\":5}},\"required\":[\"c\"]}"))
        .extracting(Difference::toString)
        .containsExactly(
            "inputSchema.properties.a.type was \"string\" and is [\"string\",\"null\"]",
            "inputSchema.properties.b was removed: {\"type\":\"string\"}",
            "inputSchema.properties.c was added: {}",
            "inputSchema.properties.description.minimum was 1 and is 5",
            "inputSchema.required was added: \"c\"",
            "inputSchema.required was removed: \"a\"");
    assertThat(ofSchemas(
            "{\"properties\":{\"a\":{\"type\":[\"string\",\"null\"],\"enum\":[\"x\"],\"maxLength\":5}}}",
            "{\"properties\":{\"a\":{\"type\":\"string\",\"enum\":[\"x\",\"y\"],\"maxLength\":9,"
                + "\"pattern\":\"x\"}}}"))
        .extracting(Difference::path, Difference::weight)
        .containsExactly(
            tuple("inputSchema.properties.a.enum", Weight.WIDER),
            tuple("inputSchema.properties.a.maxLength", Weight.WIDER),
            tuple("inputSchema.properties.a.pattern", Weight.NARROWER),
            tuple("inputSchema.properties.a.type", Weight.NARROWER));
    assertThat(ofSchemas("{\"properties\":{\"a\":{\"items\":{\"type\":\"string\"}}}}", "{}"))
        .extracting(Difference::path, Difference::weight)
        .containsExactly(tuple("inputSchema.properties.a", Weight.NARROWER));
  }

  @Test
  void givenAnnotations_whenTheToolSaysItIsMoreHarmful_thenThatIsARisk() {
    assertThat(between(
            "{\"annotations\":{\"readOnlyHint\":true,\"destructiveHint\":false}}",
            "{\"annotations\":{\"readOnlyHint\":false,\"openWorldHint\":true,\"title\":\"x\"}}"))
        .extracting(Difference::path, Difference::weight)
        .containsExactly(
            tuple("annotations.destructiveHint", Weight.RISK),
            tuple("annotations.openWorldHint", Weight.RISK),
            tuple("annotations.readOnlyHint", Weight.RISK),
            tuple("annotations.title", Weight.TEXT));
    assertThat(between("{}", "{\"annotations\":{\"readOnlyHint\":true}}"))
        .extracting(Difference::weight)
        .containsExactly(Weight.OTHER);
  }

  @Test
  void givenAMemberTwice_whenCompared_thenThatIsARisk() {
    assertThat(between("{\"description\":\"a\"}", "{\"description\":\"b\",\"description\":\"a\"}"))
        .extracting(Difference::weight)
        .contains(Weight.RISK);
  }

  @Test
  void givenEverythingDifferent_whenCompared_thenTheListIsBounded() {
    var before = new StringBuilder("{\"properties\":{\"x\":{}");
    for (int i = 0; i < 1_000; i++) {
      before.append(",\"p").append(i).append("\":{}");
    }

    assertThat(ofSchemas(before.append("}}").toString(), "{}")).hasSize(Differences.MOST);
    assertThat(ofSchemas("{\"minimum\":1e99999999}", "{\"minimum\":" + "9".repeat(99) + "}"))
        .hasSize(1);
    assertThat(
            between("{\"description\":\"a\"}", "{\"description\":\"" + "b".repeat(9_999) + "\"}"))
        .allMatch(difference -> difference.after().length() == 500);
  }
}
