package io.mcpmanager.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.server.ServerDefinition;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class DefinitionJsonPropertyTest {

  @Provide
  Arbitrary<ServerDefinition> definitions() {
    return Definitions.all();
  }

  @Property(tries = 300)
  void givenAnyDefinition_whenPrintedAndParsed_thenItIsTheSame(
      @ForAll("definitions") ServerDefinition definition) {
    assertThat(definition.problems()).isEmpty();
    assertThat(DefinitionJson.parse(DefinitionJson.print(definition))).isEqualTo(definition);
  }

  @Property(tries = 100)
  void givenAnyDefinition_whenExportedAndImported_thenItIsTheSame(
      @ForAll("definitions") ServerDefinition definition) {
    String document = ImportJson.print(List.of(definition));

    assertThat(new ImportJson(name -> "never asked", true).read(document).definitions())
        .containsExactly(definition);
  }

  @Property(tries = 100)
  void givenAnyDefinition_whenItsViewIsGivenBack_thenTheHiddenValuesAreKept(
      @ForAll("definitions") ServerDefinition definition) {
    String view = ServerJson.definition(definition).toString();

    assertThat(DefinitionJson.read(view, definition)).isEqualTo(definition);
  }
}
