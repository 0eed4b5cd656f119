package dev.kasava.keys.mcp.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.mcp.Cancellation;
import org.junit.jupiter.api.Test;

/** Which of a session's requests are cancelled, and by which name. */
final class UnderWayTest {
  private final UnderWay underWay = new UnderWay();

  private Cancellation begin(Object id) {
    Cancellation cancellation = new Cancellation();
    underWay.add(id, cancellation);
    return cancellation;
  }

  @Test
  void aRequestIsCancelledByItsIdAndNoOther() {
    Cancellation one = begin(1L);
    Cancellation other = begin(2L);

    assertThat(underWay.cancel(1L)).isTrue();

    assertThat(one.isCancelled()).isTrue();
    assertThat(other.isCancelled()).isFalse();
  }

  @Test
  void whatIsNotUnderWayCannotBeCancelled() {
    Cancellation answered = begin(1L);
    underWay.remove(1L, answered);

    assertThat(underWay.cancel(1L)).isFalse();
    assertThat(answered.isCancelled()).isFalse();
  }

  @Test
  void aNumberAndTheTextOfItAreTwoRequests() {
    Cancellation number = begin(1L);
    Cancellation text = begin("1");

    underWay.cancelMarked(RequestMark.of("1"));

    assertThat(text.isCancelled()).isTrue();
    assertThat(number.isCancelled()).isFalse();
  }

  @Test
  void aRequestIsCancelledByItsMarkAndNoOther() {
    Cancellation one = begin("one");
    Cancellation other = begin("other");

    underWay.cancelMarked(RequestMark.of("other"));

    assertThat(one.isCancelled()).isFalse();
    assertThat(other.isCancelled()).isTrue();
  }

  @Test
  void aMarkDoesNotTellTheId() {
    assertThat(RequestMark.of("find-me")).hasSize(43).doesNotContain("find-me");
    assertThat(RequestMark.of("find-me")).isEqualTo(RequestMark.of("find-me"));
  }

  @Test
  void whoeverTookTheSameIdLaterIsNotForgottenWithTheOneBefore() {
    Cancellation before = begin(1L);
    Cancellation later = begin(1L);

    underWay.remove(1L, before);

    assertThat(underWay.isEmpty()).isFalse();
    assertThat(underWay.cancel(1L)).isTrue();
    assertThat(later.isCancelled()).isTrue();
  }

  @Test
  void allAreCancelledAtTheEnd() {
    Cancellation one = begin(1L);
    Cancellation other = begin("other");

    underWay.cancelAll();

    assertThat(one.isCancelled()).isTrue();
    assertThat(other.isCancelled()).isTrue();
  }

  @Test
  void nothingIsUnderWayWhenAllIsAnswered() {
    assertThat(underWay.isEmpty()).isTrue();
    underWay.remove(1L, begin(1L));
    assertThat(underWay.isEmpty()).isTrue();
  }
}
