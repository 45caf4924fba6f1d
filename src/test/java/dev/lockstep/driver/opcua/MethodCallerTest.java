package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.driver.SendResult;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DiagnosticInfo;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fault")
class MethodCallerTest {
  private static final StatusCode[] FINE = {StatusCode.GOOD, StatusCode.GOOD};
  private static final StatusCode[] SECOND_BAD = {
    StatusCode.GOOD, new StatusCode(StatusCodes.Bad_OutOfRange)
  };

  @Test
  void aCallThatIsGoodWithAnInputThatIsBadIsUnknown() {
    assertThat(sent(StatusCodes.Good, SECOND_BAD))
        .isEqualTo(new SendResult.Unknown("Stroke: input 2 BadOutOfRange: Good"));
    assertThat(sent(StatusCodes.Good, FINE)).isEqualTo(new SendResult.Accepted("Stroke: Good"));
  }

  @Test
  void aCallThatIsRefusedForAnInputIsRejected() {
    assertThat(sent(StatusCodes.Bad_InvalidArgument, SECOND_BAD))
        .isEqualTo(new SendResult.Rejected("Stroke: input 2 BadOutOfRange: BadInvalidArgument"));
  }

  @Test
  void aCallThatIsStillUnderWayIsNotDoneForItsOutputsBeingStrange() {
    assertThat(
            sent(
                StatusCodes.Good_CompletesAsynchronously,
                FINE,
                Variant.ofNodeId(NodeId.NULL_VALUE)))
        .isInstanceOf(SendResult.Pending.class);
  }

  @Test
  void anAnswerForNoMethodOrForTwoIsUnknown() {
    CallMethodResult good = result(StatusCodes.Good, FINE);
    assertThat(
            MethodCaller.judge("Stroke", MethodSignature.NONE, null, _ -> Optional.empty()).sent())
        .isInstanceOf(SendResult.Unknown.class);
    assertThat(
            MethodCaller.judge(
                    "Stroke",
                    MethodSignature.NONE,
                    new CallMethodResult[] {good, good},
                    _ -> Optional.empty())
                .sent())
        .isInstanceOf(SendResult.Unknown.class);
  }

  private static SendResult sent(long status, StatusCode[] inputs, Variant... outputs) {
    return MethodCaller.judge(
            "Stroke",
            MethodSignature.NONE,
            new CallMethodResult[] {result(status, inputs, outputs)},
            _ -> Optional.empty())
        .sent();
  }

  private static CallMethodResult result(long status, StatusCode[] inputs, Variant... outputs) {
    return new CallMethodResult(new StatusCode(status), inputs, new DiagnosticInfo[0], outputs);
  }
}
