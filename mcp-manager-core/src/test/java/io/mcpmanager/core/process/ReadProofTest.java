package io.mcpmanager.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadProofTest {

  private final ReadProof proof = new ReadProof();

  @Test
  void givenNothingRead_whenMoreIsWritten_thenItFitsUpToTheSmallestPipe() {
    assertThat(proof.fits(4096)).isTrue();
    assertThat(proof.fits(4097)).isFalse();
    proof.writing(1000, true);
    proof.writing(96, false);

    assertThat(proof.fits(3000)).isTrue();
    assertThat(proof.fits(3001)).isFalse();
  }

  @Test
  void givenRequests_whenAnswered_thenAsMuchIsReadAsThatManyRequestsTook() {
    proof.writing(1000, true);
    proof.writing(2000, true);
    proof.writing(500, false);

    proof.answered();
    assertThat(proof.fits(1596)).isTrue();
    assertThat(proof.fits(1597)).isFalse();
    proof.answered();
    assertThat(proof.fits(3596)).isTrue();
    assertThat(proof.fits(3597)).isFalse();
  }

  @Test
  void givenMoreAnswersThanRequests_whenCounted_thenTheyProveNothing() {
    proof.answered();
    proof.answered();
    proof.writing(4000, true);

    assertThat(proof.fits(97)).isFalse();
    proof.answered();
    proof.answered();
    proof.writing(4000, true);
    assertThat(proof.fits(97)).isFalse();
  }

  @Test
  void givenManyRequestsWithoutAnswer_whenAskedAgain_thenNothingFitsUntilTheyAreAnswered() {
    for (int i = 0; i < 64; i++) {
      proof.writing(1, true);
    }

    assertThat(proof.fits(1)).isFalse();
    proof.answered();
    assertThat(proof.fits(1)).isTrue();
  }

  @Test
  void givenLongConversation_whenEachIsAnswered_thenItAlwaysFits() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(proof.fits(4096)).isTrue();
      proof.writing(4096, true);
      proof.answered();
    }
  }
}
