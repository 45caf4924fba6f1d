package dev.lockstep.standby.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.standby.CopyPosition;
import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerCaller;
import dev.lockstep.standby.PeerRequest;
import dev.lockstep.standby.PersonWord;
import dev.lockstep.standby.Reigns;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of the link: written and read back, and what is no message. */
class PeerMessagesTest {
  private static final PeerCaller LEFT = new PeerCaller("line-3", "links", 7, 4);
  private static final Reigns REIGNS = new Reigns(Map.of("links", 4L, "rechts", 3L));
  private static final CopyPosition POSITION =
      new CopyPosition(Map.of("journal", 812L, "audit", 90L));
  private static final PersonWord WORD =
      new PersonWord(PersonWord.Kind.TAKE_OVER, true, "maria", "PC 1 raucht: ändern");

  static Stream<PeerRequest> requests() {
    byte[] bytes = {1, 2, 3};
    return Stream.of(
        new PeerRequest.Hello(LEFT, REIGNS),
        new PeerRequest.LeaseClaim(LEFT, 3, 5, REIGNS, POSITION),
        new PeerRequest.LeaseRenewal(LEFT, 5),
        new PeerRequest.SupplyBegin(LEFT, 3, 5, 2),
        new PeerRequest.ChangeSetBatch(
            LEFT, 5, 2, List.of(new PeerRequest.ChangeFrame("journal", 813, bytes))),
        new PeerRequest.BaseCopyBegin(
            LEFT, 5, 2, List.of(new PeerRequest.CopiedDatabase("audit", 4096))),
        new PeerRequest.BaseCopyPart(LEFT, 5, 2, "audit", 0, bytes),
        new PeerRequest.BaseCopyEnd(LEFT, 5, 2, POSITION),
        new PeerRequest.InSyncNotice(LEFT, 3, 5, 2, REIGNS),
        new PeerRequest.StepDownRequest(LEFT, 5, WORD),
        new PeerRequest.HandOver(LEFT, 5, WORD),
        new PeerRequest.Leave(LEFT, 5));
  }

  static Stream<PeerAnswer> answers() {
    return Stream.of(
        new PeerAnswer.Standing(LEFT, PeerAnswer.Role.ENDING, REIGNS),
        new PeerAnswer.Granted(LEFT, 5, true),
        new PeerAnswer.Refused(LEFT, PeerAnswer.Refused.Reason.NOT_NOW),
        new PeerAnswer.Confirmed(LEFT, POSITION),
        new PeerAnswer.CopyWanted(LEFT, "a gap"),
        new PeerAnswer.Taken(LEFT),
        new PeerAnswer.Silent("no answer"),
        new PeerAnswer.SupplyTaken(LEFT, POSITION, 4));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aRequestIsReadAsItWasWritten(PeerRequest request) throws Exception {
    assertThat(MessageReader.request(MessageWriter.of(request)))
        .usingRecursiveComparison()
        .isEqualTo(request);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerIsReadAsItWasWritten(PeerAnswer answer) throws Exception {
    assertThat(MessageReader.answer(MessageWriter.of(answer))).isEqualTo(answer);
  }

  @Test
  void everyKindIsHere() {
    assertThat(requests().map(MessageKind::of).collect(Collectors.toSet()))
        .hasSize(PeerRequest.class.getPermittedSubclasses().length);
    assertThat(answers().map(MessageKind::of).collect(Collectors.toSet()))
        .hasSize(PeerAnswer.class.getPermittedSubclasses().length);
  }

  @Test
  void whatIsCutShortOrLongerOrOfAnotherVersionIsRefused() {
    byte[] whole = MessageWriter.of(new PeerRequest.Hello(LEFT, REIGNS));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> MessageReader.request(cut))
          .isInstanceOf(MalformedMessageException.class);
    }
    assertThatThrownBy(() -> MessageReader.request(Arrays.copyOf(whole, whole.length + 1)))
        .hasMessageContaining("1 octets are left over")
        .hasMessageContaining("both PCs need the same version");
    byte[] other = whole.clone();
    other[3]++;
    assertThatThrownBy(() -> MessageReader.request(other)).hasMessageContaining("other octets");
    assertThatThrownBy(() -> MessageReader.answer(whole)).hasMessageContaining("HELLO");
  }
}
