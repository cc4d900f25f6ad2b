package io.mcpmanager.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.mcp.Json;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.AccessPolicy.Decision;
import io.mcpmanager.spi.AccessPolicy.Target;
import io.mcpmanager.spi.GatewayMessage.Direction;
import io.mcpmanager.spi.GatewayMessage.Kind;
import org.junit.jupiter.api.Test;

final class GatewayHooksTest {

  private static final Target TOOL =
      new Target(ServerId.of("s-1"), "files", Target.Kind.TOOL, "read", "editor");

  @Test
  void givenInterest_whenNarrowed_thenOnlyWhatAllPartsAllowIsCovered() {
    var calls = Interest.EVERYTHING
        .methods("tools/call")
        .kinds(Kind.ANSWER)
        .directions(Direction.TO_CLIENT);

    assertThat(Interest.EVERYTHING.covers(Direction.TO_SERVER, Kind.NOTIFICATION, "any"))
        .isTrue();
    assertThat(calls.covers(Direction.TO_CLIENT, Kind.ANSWER, "tools/call")).isTrue();
    assertThat(calls.covers(Direction.TO_CLIENT, Kind.ANSWER)).isTrue();
    assertThat(calls.covers(Direction.TO_CLIENT, Kind.ANSWER, "tools/list")).isFalse();
    assertThat(calls.covers(Direction.TO_SERVER, Kind.ANSWER, "tools/call")).isFalse();
    assertThat(calls.covers(Direction.TO_CLIENT, Kind.REQUEST)).isFalse();
  }

  @Test
  void givenVerdicts_whenMade_thenTheyHoldWhatWasSaid() {
    assertThat(Verdict.pass()).isSameAs(Verdict.pass());
    assertThat(Verdict.replace(Json.EMPTY_OBJECT))
        .isEqualTo(new Verdict.Replace(Json.EMPTY_OBJECT));
    assertThat(Verdict.reject(ErrorCode.ACCESS_DENIED, "no"))
        .isEqualTo(new Verdict.Reject(ErrorCode.ACCESS_DENIED, "no"));
  }

  @Test
  @SuppressWarnings("NullAway") // what callers without it may do
  void givenVerdictWithoutItsParts_whenMade_thenRefused() {
    assertThatNullPointerException().isThrownBy(() -> Verdict.replace(null));
    assertThatNullPointerException().isThrownBy(() -> Verdict.reject(null, "no"));
    assertThatNullPointerException().isThrownBy(() -> Verdict.reject(ErrorCode.TIMEOUT, null));
    assertThatNullPointerException().isThrownBy(() -> Decision.deny(null));
  }

  @Test
  void givenPolicyThatAllowsAll_whenAsked_thenNothingIsDeniedOrHidden() {
    var context = CallContext.system("c");

    assertThat(AccessPolicy.ALLOW_ALL.decide(context, TOOL)).isEqualTo(Decision.ALLOW);
    assertThat(AccessPolicy.ALLOW_ALL.listed(context)).isSameAs(AccessPolicy.ALL);
    assertThat(AccessPolicy.ALL.test(TOOL)).isTrue();
    assertThat(Decision.deny("no").denial()).contains("no");
    assertThatCode(AccessPolicy.ALLOW_ALL::close).doesNotThrowAnyException();
  }

  @Test
  void givenInterceptorThatSaysNoMore_whenAsked_thenItWantsEverything() {
    GatewayInterceptor interceptor = new GatewayInterceptor() {
      @Override
      public String name() {
        return "plain";
      }

      @Override
      public Verdict intercept(GatewayMessage message) {
        return Verdict.pass();
      }
    };

    assertThat(interceptor.interest()).isEqualTo(Interest.EVERYTHING);
    assertThatCode(interceptor::close).doesNotThrowAnyException();
  }
}
