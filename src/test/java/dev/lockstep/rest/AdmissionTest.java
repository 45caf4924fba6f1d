package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rooms of one place each: who fills one takes no other's (promise P8). */
class AdmissionTest {
  private final Admission admission = new Admission(1, 1, 1);

  private Response enter(Admission.Kind kind, Admission.Call call) throws Exception {
    return admission.inside(kind, call);
  }

  private static Response answered() {
    return Response.noContent().build();
  }

  @ParameterizedTest
  @EnumSource
  void fullRoomRefusesItsKindAtOnceAndNoOther(Admission.Kind kind) throws Exception {
    enter(
        kind,
        () -> {
          for (Admission.Kind each : Admission.Kind.values()) {
            if (each == kind) {
              assertThatThrownBy(() -> enter(each, AdmissionTest::answered))
                  .isInstanceOfSatisfying(
                      RequestRefusedException.class,
                      declined -> assertThat(declined.type()).isEqualTo(ProblemType.OVERLOADED));
            } else {
              assertThat(admission.inside(each, AdmissionTest::answered).getStatus())
                  .isEqualTo(204);
            }
          }
          return answered();
        });
  }

  @Test
  void placeIsGivenBackAlsoByACallThatFails() throws Exception {
    assertThatThrownBy(
            () ->
                enter(
                    Admission.Kind.DECISION,
                    () -> {
                      throw new IllegalStateException("a fault");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(enter(Admission.Kind.DECISION, AdmissionTest::answered).getStatus()).isEqualTo(204);
  }
}
