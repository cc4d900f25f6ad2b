package io.mcpmanager.core.translation;

import static io.mcpmanager.api.mcp.ProtocolRevision.V2025_06_18;
import static io.mcpmanager.api.mcp.ProtocolRevision.V2025_11_25;
import static io.mcpmanager.api.mcp.ProtocolRevision.V2026_07_28;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.protocol.InputAnswer;
import io.mcpmanager.core.protocol.InputRequest;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SeveralChoicesTest {

  private static final String ASK = "elicitation/create";

  private static final String COLOURS =
      "\"colours\":{\"type\":\"array\",\"title\":\"Colours\",\"description\":\"of the wall\","
          + "\"minItems\":1,\"items\":{\"type\":\"string\",\"enum\":[\"red\",\"green\"]},\"default\":[\"green\"]}";
  private static final String SIZES =
      "\"sizes\":{\"type\":\"array\",\"items\":{\"anyOf\":[{\"const\":\"s\",\"title\":\"Small\"},{\"const\":\"l\"}]}}";
  private static final String NAME = "\"name\":{\"type\":\"string\"}";

  @Test
  void givenChoiceOfSeveral_whenTheClientHasNoSuchField_thenEachValueIsOneToTick() {
    assertThat(shown(V2025_06_18, form(NAME + "," + COLOURS, "\"name\",\"colours\"")))
        .isEqualTo(form(
            NAME
                + ",\"colours.red\":{\"type\":\"boolean\",\"title\":\"Colours: red\",\"description\":\"of the wall\"},"
                + "\"colours.green\":{\"type\":\"boolean\",\"title\":\"Colours: green\","
                + "\"description\":\"of the wall\",\"default\":true}",
            "\"name\""));
    assertThat(shown(V2025_06_18, form(SIZES, "")))
        .isEqualTo(form(
            "\"sizes.s\":{\"type\":\"boolean\",\"title\":\"sizes: Small\"},"
                + "\"sizes.l\":{\"type\":\"boolean\",\"title\":\"sizes: l\"}",
            ""));
  }

  @Test
  void givenClientThatKnowsSuchFields_whenItIsAsked_thenNothingChanges() {
    String form = form(COLOURS + "," + SIZES, "\"colours\"");

    assertThat(shown(V2025_11_25, form)).isEqualTo(form);
  }

  @Test
  void givenFieldsThatAreNoSuchChoice_whenTheClientIsAsked_thenTheyStay() {
    for (String other : new String[] {
      "\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
      "\"a\":{\"type\":\"array\",\"items\":{\"enum\":[1,2]}}",
      "\"a\":{\"type\":\"array\",\"items\":{\"anyOf\":[{\"type\":\"string\"}]}}",
      "\"a\":{\"type\":\"array\",\"items\":{\"enum\":[]}}",
      "\"a\":{\"type\":\"array\"}",
      "\"a\":[]",
      "\"a\":{\"type\":\"array\",\"items\":{\"enum\":[\"x\"]}},\"a.x\":{\"type\":\"string\"}"
    }) {
      assertThat(shown(V2025_06_18, form(other, ""))).isEqualTo(form(other, ""));
    }
    assertThat(shown(V2025_06_18, "{\"message\":\"m\"}")).isEqualTo("{\"message\":\"m\"}");
  }

  @Test
  void givenTickedValues_whenTheClientAnswers_thenTheServerGetsTheList() {
    String form = form(NAME + "," + COLOURS + "," + SIZES, "\"colours\"");

    assertThat(answered(
            form,
            "{\"action\":\"accept\",\"content\":{\"name\":\"n\",\"colours.red\":true,\"colours.green\":true,"
                + "\"sizes.s\":false}}"))
        .isEqualTo(
            "{\"action\":\"accept\",\"content\":{\"colours\":[\"red\",\"green\"],\"sizes\":[],\"name\":\"n\"}}");
    // nobody was made to choose a size, but a colour
    assertThat(answered(form, "{\"action\":\"accept\",\"content\":{\"name\":\"n\"}}"))
        .isEqualTo("{\"action\":\"accept\",\"content\":{\"colours\":[],\"name\":\"n\"}}");
    assertThat(
            answered(form, "{\"action\":\"accept\",\"content\":{\"colours\":[\"red\"],\"x\":1}}"))
        .isEqualTo("{\"action\":\"accept\",\"content\":{\"colours\":[\"red\"],\"x\":1}}");
    assertThat(answered(form, "{\"action\":\"decline\"}")).isEqualTo("{\"action\":\"decline\"}");
  }

  @Test
  void givenRefusal_whenTheClientAnswers_thenTheServerGetsIt() {
    var question = new InputRequest(ASK, bytes(form(COLOURS, "")));
    var heard = new AtomicReference<InputAnswer>();
    question.onAnswer(heard::set);
    var refused = new InputAnswer.Refused(-1, "no");

    assertThat(translated(question).answer(refused)).isTrue();

    assertThat(heard.get()).isEqualTo(refused);
  }

  @Test
  void givenAnswerFromElsewhere_whenTheClientComesLate_thenItsOwnIsTheSecond() {
    var question = new InputRequest(ASK, bytes(form(COLOURS, "")));
    InputRequest asked = translated(question);
    question.answer(InputAnswer.unsupported(ASK));

    assertThat(asked.answer(new InputAnswer.Result(bytes("{}")))).isFalse();
  }

  private static String answered(String form, String answer) {
    var question = new InputRequest(ASK, bytes(form));
    var heard = new AtomicReference<InputAnswer>();
    question.onAnswer(heard::set);
    translated(question).answer(new InputAnswer.Result(bytes(answer)));
    return Bytes.text(((InputAnswer.Result) heard.get()).json());
  }

  private static InputRequest translated(InputRequest question) {
    return question.translated(Translation.between(V2025_06_18, V2026_07_28), "e");
  }

  private static String shown(ProtocolRevision client, String form) {
    return Bytes.text(Translation.between(client, V2025_11_25).input(ASK, bytes(form), "e"));
  }

  private static String form(String fields, String required) {
    return "{\"message\":\"m\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{" + fields
        + "},\"required\":[" + required + "]}}";
  }

  private static byte[] bytes(String text) {
    return Bytes.of(text);
  }
}
