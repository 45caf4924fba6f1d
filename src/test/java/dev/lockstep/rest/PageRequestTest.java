package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.transaction.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageRequestTest {
  private static final String PATH = "/api/v1/transactions";
  private static final List<State.Name> KEPT = List.of(State.Name.PREPARED, State.Name.ENDED);

  private static PageRequest<State.Name> paging(int limitMax) {
    return new PageRequest<>(PATH, KEPT, limitMax);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "20, 20", "50, 50", "500, 50"})
  void listThatIsAskedForWithoutALimitNeverHasMoreRowsThanAPageMay(int pageMax, int rows) {
    PageRequest<State.Name> paging = paging(pageMax);

    PageRequest.Parameters<State.Name> parameters = paging.asked(null, null, null);

    assertThat(parameters)
        .isEqualTo(new PageRequest.Parameters<State.Name>(Optional.empty(), rows, ""));
    String next = paging.next(parameters, "t-1");
    assertThat(next).isEqualTo(PATH + "?limit=" + rows + "&after=t-1");
    assertThat(paging.asked(null, Integer.toString(rows), "t-1").limit()).isEqualTo(rows);
  }

  @Test
  void whatIsAskedForStandsInTheCallForTheNextPage() {
    PageRequest<State.Name> paging = paging(500);

    PageRequest.Parameters<State.Name> parameters = paging.asked("ended", "500", "t-1");

    assertThat(parameters)
        .isEqualTo(new PageRequest.Parameters<>(Optional.of(State.Name.ENDED), 500, "t-1"));
    assertThat(paging.next(parameters, "t-2")).isEqualTo(PATH + "?limit=500&after=t-2&state=ENDED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "21", "99999999999", "ten", ""})
  void limitBeyondAPageIsRefusedWithWhatWouldBeRight(String limit) {
    assertThatExceptionOfType(RequestRefusedException.class)
        .isThrownBy(() -> paging(20).asked(null, limit, null))
        .withMessageContaining("a whole number from 1 to 20");
  }
}
