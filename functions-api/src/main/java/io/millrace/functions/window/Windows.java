package io.millrace.functions.window;

import io.millrace.functions.FunctionSpec;
import io.millrace.functions.Spans;
import io.millrace.functions.Topic;
import io.millrace.functions.window.CalendarPanes.Unit;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Which windows records are in, when these fire, and what becomes of late records. Immutable.
 *
 * <p>Windows are of event time unless {@link #inProcessingTime} is called. Without more, a window
 * fires once, when the event clock reaches its end, and drops later records. Only windows with
 * records fire. The event time of a result is the last millisecond of its window.
 *
 * @param <T> the type of the values
 */
public final class Windows<T> {
  private final Shape shape;
  private final Rules rules;
  private final Topic<T> lateTopic;

  private Windows(Shape shape, Rules rules, Topic<T> lateTopic) {
    this.shape = shape;
    this.rules = rules;
    this.lateTopic = lateTopic;
  }

  private static Windows<Object> aligned(Panes panes) {
    return new Windows<>(new Shape.Aligned(panes), Rules.DEFAULT, null);
  }

  /** Windows one behind the other, from 1970-01-01T00:00:00Z. */
  public static Windows<Object> tumbling(Duration size) {
    return tumbling(size, Duration.ZERO);
  }

  /** Windows one behind the other, all moved by an offset: a day that begins at 4 o'clock. */
  public static Windows<Object> tumbling(Duration size, Duration offset) {
    long sizeMs = Spans.positiveMillis("size", size);
    return aligned(RegularPanes.of(sizeMs, sizeMs, Spans.signedMillis("offset", offset)));
  }

  /** Calendar days in a time zone; those when clocks are changed are shorter or longer. */
  public static Windows<Object> days(ZoneId zone) {
    return aligned(new CalendarPanes(Unit.DAY, Objects.requireNonNull(zone)));
  }

  /** Calendar weeks, Monday to Sunday, in a time zone. */
  public static Windows<Object> weeks(ZoneId zone) {
    return aligned(new CalendarPanes(Unit.WEEK, Objects.requireNonNull(zone)));
  }

  /** Calendar months in a time zone. */
  public static Windows<Object> months(ZoneId zone) {
    return aligned(new CalendarPanes(Unit.MONTH, Objects.requireNonNull(zone)));
  }

  /**
   * Windows of {@code size}, one every {@code slide}. Each record is kept once, in a pane as long
   * as the greatest common divisor of both, however many windows it is in; if {@code slide} is
   * longer than {@code size}, it may be in none.
   */
  public static Windows<Object> sliding(Duration size, Duration slide) {
    return sliding(size, slide, Duration.ZERO);
  }

  /** Sliding windows, all moved by an offset. */
  public static Windows<Object> sliding(Duration size, Duration slide, Duration offset) {
    return aligned(
        RegularPanes.of(
            Spans.positiveMillis("size", size),
            Spans.positiveMillis("slide", slide),
            Spans.signedMillis("offset", offset)));
  }

  /**
   * Windows that end when no record has come for {@code gap}: from the first record to {@code gap}
   * behind the last. A record exactly {@code gap} after another begins a new one.
   */
  public static Windows<Object> session(Duration gap) {
    long gapMs = Spans.positiveMillis("gap", gap);
    return new Windows<>(new Shape.Sessions(gapMs, value -> gapMs), Rules.DEFAULT, null);
  }

  /** Sessions in which each record tells how long after it they end if nothing more comes. */
  @SuppressWarnings("unchecked")
  public static <T> Windows<T> session(Function<? super T, Duration> gap) {
    Function<Object, Duration> untyped =
        (Function<Object, Duration>) Objects.requireNonNull(gap, "gap");
    ToLongFunction<Object> gapMs = value -> Spans.positiveMillis("gap", untyped.apply(value));
    return new Windows<>(new Shape.Sessions(0, gapMs), Rules.DEFAULT, null);
  }

  /** Windows of so many records, one behind the other, whatever their times. */
  public static Windows<Object> count(int size) {
    return count(size, size);
  }

  /** Windows of the last {@code size} records (fewer at the beginning), one every {@code slide}. */
  public static Windows<Object> count(int size, int slide) {
    if (size < 1 || slide < 1) {
      throw new IllegalArgumentException(
          "window without records: size=" + size + ", slide=" + slide + "; 1 or more each");
    }
    return new Windows<>(new Shape.Counted(size, slide), Rules.DEFAULT, null);
  }

  /**
   * One window without end. It fires at the end of all input, and before that if {@link
   * #earlyEvery} or {@link #everyCount} say so.
   */
  public static Windows<Object> global() {
    return aligned(new GlobalPanes());
  }

  private Windows<T> with(Rules other) {
    return new Windows<>(shape, other, lateTopic);
  }

  private void refuse(boolean when, String what, String why) {
    if (when) {
      throw new IllegalArgumentException(what + " not possible: windows=" + this + "; " + why);
    }
  }

  /**
   * These, by processing time: a record is in the window of the moment when it is journaled, and a
   * window fires when the clock reaches its end, or at the end of all input. Nothing is late.
   */
  public Windows<T> inProcessingTime() {
    refuse(isCounted() || isGlobal(), "processing time", "it has no times");
    refuse(rules.latenessMs() > 0 || lateTopic != null, "processing time", "nothing is late then");
    refuse(rules.early().inEventTime(), "processing time", "use earlyEvery");
    return with(rules.withProcessingTime());
  }

  /** A window fires also every {@code period} of processing time, if something came. */
  public Windows<T> earlyEvery(Duration period) {
    refuse(isCounted(), "early firing", "it fires by count");
    return with(
        rules.withEarly(rules.early().every(Spans.positiveMillis("period", period), false)));
  }

  /**
   * A window fires also whenever the event clock has passed a multiple of {@code period}, if
   * something came.
   */
  public Windows<T> earlyEveryEventTime(Duration period) {
    refuse(isCounted(), "early firing", "it fires by count");
    refuse(rules.processingTime(), "early firing by event time", "use earlyEvery");
    return with(rules.withEarly(rules.early().every(Spans.positiveMillis("period", period), true)));
  }

  /** A window fires also after so many records since it fired before. */
  public Windows<T> everyCount(int count) {
    refuse(count < 1, "firing every " + count + " records", "1 or more");
    refuse(isCounted(), "early firing", "it fires by count");
    refuse(isOverlapping(), "firing by count", "records are counted by pane, not by window");
    return with(rules.withEarly(rules.early().everyCount(count)));
  }

  /**
   * These with one result for each window, the last one: when its lateness has passed, without
   * early and corrected ones. A global window gives it at the end of all input.
   *
   * <p>The operator's event clock stays behind by the lateness meanwhile, so that the result, which
   * has the event time that it would have had, is late for nobody. In a batch all windows are so.
   */
  public Windows<T> finalOnly() {
    return with(
        rules
            .withEarly(Rules.Early.NONE)
            .withLateness(0)
            .withBehind(rules.behindMs() + rules.latenessMs()));
  }

  /** These; results of different keys need not be in the order of their ends. */
  Windows<T> inAnyOrder() {
    return with(rules.withAnyOrder());
  }

  /** How far the event clock of an operator over these stays behind. */
  Duration clockBehind() {
    return isGlobal() && !rules.firesEarly()
        ? FunctionSpec.UNTIL_THE_END
        : Duration.ofMillis(rules.behindMs());
  }

  /**
   * A window takes records for so long after its end, and gives a corrected result for each. Later
   * ones are dropped.
   */
  public Windows<T> allowedLateness(Duration lateness) {
    long ms = Spans.millis("allowedLateness", lateness);
    refuse(isCounted() || isGlobal() || rules.processingTime(), "lateness", "nothing is late");
    return with(rules.withLateness(ms));
  }

  /** Records that come too late for all their windows go to a topic, instead of being counted. */
  public <S extends T> Windows<S> lateTo(Topic<S> topic) {
    refuse(isCounted() || isGlobal() || rules.processingTime(), "late topic", "nothing is late");
    return new Windows<>(shape, rules, Objects.requireNonNull(topic, "topic"));
  }

  /** Each firing tells what came since the one before. */
  public Windows<T> discarding() {
    refuse(isCounted(), "discarding", "each window fires once");
    return with(rules.withAccumulation(Accumulation.DISCARDING));
  }

  /** Each firing takes back the former result first; see {@link WindowResult#isRetraction}. */
  public Windows<T> retracting() {
    refuse(isCounted(), "retracting", "each window fires once");
    return with(rules.withAccumulation(Accumulation.RETRACTING));
  }

  /** A window keeps the last {@code count} records that arrived; for a {@link WindowProcess}. */
  public Windows<T> keepLast(int count) {
    refuse(count < 1, "keeping " + count + " records", "1 or more");
    return with(rules.withKept(count, rules.kept().lastMs()));
  }

  /**
   * A window keeps the records of the last {@code age} before its newest, by event time; for a
   * {@link WindowProcess}.
   */
  public Windows<T> keepLast(Duration age) {
    return with(rules.withKept(rules.kept().last(), Spans.positiveMillis("age", age)));
  }

  /**
   * Whether partial aggregates can be made before records travel: windows that are the same for all
   * keys and go by event time alone.
   */
  public boolean supportsPartials() {
    return shape instanceof Shape.Aligned
        && !rules.processingTime()
        && rules.early().everyCount() == 0
        && !rules.evicts()
        && lateTopic == null;
  }

  /**
   * The start of the pane of an event time: all records of a pane are in the same windows. Pure.
   *
   * @throws IllegalStateException unless {@link #supportsPartials}
   */
  public long paneStartMs(long eventTimeMs) {
    if (!supportsPartials()) {
      throw new IllegalStateException(
          "no panes: windows=" + this + "; ask supportsPartials() first");
    }
    return ((Shape.Aligned) shape).panes().paneStart(checked(eventTimeMs));
  }

  /**
   * Where these are, for an operator that fires them itself: once each, when the event clock
   * reaches their ends.
   *
   * @param step what asks, for messages: {@code window join}
   * @throws IllegalArgumentException if they have no such spans, or if more is said of them
   */
  public WindowSpans spans(String step) {
    refuse(
        isCounted() || isGlobal(), step, "use windows of time: tumbling, sliding, days, sessions");
    refuse(
        !rules.equals(Rules.DEFAULT) || lateTopic != null,
        step,
        "it fires once, at their ends, and drops late records: say no more than when they are");
    if (shape instanceof Shape.Sessions sessions) {
      refuse(sessions.gapMs() == 0, step, "it needs one gap for all records");
      return new WindowSpans.Sessions(sessions.gapMs());
    }
    return new WindowSpans.Aligned(((Shape.Aligned) shape).panes());
  }

  /** Refuses times whose windows cannot be told. */
  static long checked(long ms) {
    if (ms <= -Spans.MAX_MS || ms >= Spans.MAX_MS) {
      throw new IllegalArgumentException(
          "time out of range: eventTimeMs=" + ms + "; within 2^60 ms of 1970; mend the source");
    }
    return ms;
  }

  /** Where records go that come too late, if not dropped. */
  public Optional<Topic<T>> lateTopic() {
    return Optional.ofNullable(lateTopic);
  }

  /** What each firing tells. */
  public Accumulation accumulation() {
    return rules.accumulation();
  }

  Shape shape() {
    return shape;
  }

  Rules rules() {
    return rules;
  }

  private boolean isCounted() {
    return shape instanceof Shape.Counted;
  }

  boolean isGlobal() {
    return shape instanceof Shape.Aligned aligned && aligned.panes().isGlobal();
  }

  private boolean isOverlapping() {
    return shape instanceof Shape.Aligned aligned
        && aligned.panes() instanceof RegularPanes regular
        && regular.slideMs() != regular.sizeMs();
  }

  @Override
  public String toString() {
    return shape + " " + rules;
  }
}
