package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.driver.Sent;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DiagnosticInfo;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fault")
class MethodsTest {
  private static final StatusCode[] FINE = {StatusCode.GOOD, StatusCode.GOOD};
  private static final StatusCode[] SECOND_BAD = {
    StatusCode.GOOD, new StatusCode(StatusCodes.Bad_OutOfRange)
  };

  @Test
  void aCallThatIsGoodWithAnInputThatIsBadIsUnknown() {
    assertThat(sent(StatusCodes.Good, SECOND_BAD))
        .isEqualTo(new Sent.Unknown("Stroke: input 2 BadOutOfRange: Good"));
    assertThat(sent(StatusCodes.Good, FINE)).isEqualTo(new Sent.Accepted("Stroke: Good"));
  }

  @Test
  void aCallThatIsRefusedForAnInputIsRejected() {
    assertThat(sent(StatusCodes.Bad_InvalidArgument, SECOND_BAD))
        .isEqualTo(new Sent.Rejected("Stroke: input 2 BadOutOfRange: BadInvalidArgument"));
  }

  @Test
  void aCallThatIsStillUnderWayIsNotDoneForItsOutputsBeingStrange() {
    assertThat(
            sent(
                StatusCodes.Good_CompletesAsynchronously,
                FINE,
                Variant.ofNodeId(NodeId.NULL_VALUE)))
        .isInstanceOf(Sent.Pending.class);
  }

  @Test
  void anAnswerForNoMethodOrForTwoIsUnknown() {
    CallMethodResult good = result(StatusCodes.Good, FINE);
    assertThat(Methods.judge("Stroke", Signature.NONE, null).sent())
        .isInstanceOf(Sent.Unknown.class);
    assertThat(Methods.judge("Stroke", Signature.NONE, new CallMethodResult[] {good, good}).sent())
        .isInstanceOf(Sent.Unknown.class);
  }

  private static Sent sent(long status, StatusCode[] inputs, Variant... outputs) {
    return Methods.judge(
            "Stroke", Signature.NONE, new CallMethodResult[] {result(status, inputs, outputs)})
        .sent();
  }

  private static CallMethodResult result(long status, StatusCode[] inputs, Variant... outputs) {
    return new CallMethodResult(new StatusCode(status), inputs, new DiagnosticInfo[0], outputs);
  }
}
