package io.millrace.functions.keyed;

import io.millrace.functions.Context;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.TypeRef;
import io.millrace.functions.aggregate.Aggregate;
import io.millrace.functions.aggregate.Aggregates;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.Output;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The best of a key. Gives every change of a rank: a reader that keeps the last {@link Ranked} of
 * each rank has the list as it is. Or, {@link #atTheEnd}, the ranks once all input has ended.
 *
 * <p>Each record stands for itself, unless {@link #members} says that later records of a member
 * take the place of earlier ones. Among equals who came first is ahead, unless {@link #latestAhead}
 * is said; a member that only changes its value keeps its place among equals.
 *
 * <p>Without members only the best are kept, in one value: keep their number small. With members
 * all of them are kept, as one that falls back makes room for any other; it then costs reading them
 * all. A change has the event time of the record that made it.
 */
public final class TopN<T> implements Operator<T, Ranked<T>> {

  /** A candidate, with the number of its arrival. */
  private record Candidate<T>(long number, T value) {
    static Type type(Type valueType) {
      return TypeRef.generic(Candidate.class, valueType).type();
    }
  }

  /** The best of a key, best first, and the latest event time of what changed them. */
  private record Best<T>(long arrivals, List<Candidate<T>> candidates, long changedMs) {
    static <T> Best<T> none() {
      return new Best<>(0, List.of(), Long.MIN_VALUE);
    }
  }

  /** What identifies members, and all of them. */
  private record Members<T, M>(
      Function<? super T, ? extends M> member, MapSpec<M, Candidate<T>> all) {

    boolean areSame(T one, T other) {
      return member.apply(one).equals(member.apply(other));
    }

    MapState<M, Candidate<T>> map(Context context) {
      return context.map(all);
    }

    /** Puts a member in; gives what it was, or null. */
    Candidate<T> replace(T value, long number, Context context) {
      MapState<M, Candidate<T>> map = map(context);
      M key = member.apply(value);
      Candidate<T> before = map.getOr(key, null);
      map.put(key, new Candidate<>(before == null ? number : before.number, value));
      return before;
    }
  }

  private final Type type;
  private final int count;
  private final Comparator<? super T> bestFirst;
  private final boolean latestAhead;
  private final boolean atTheEnd;
  private final Members<T, ?> members;
  private final Aggregate<Candidate<T>, List<Candidate<T>>, List<Candidate<T>>> top;
  private final StateSpec<Best<T>> best;
  private final TimerSpec end = TimerSpec.eventTime("end");

  private TopN(
      Type type,
      int count,
      Comparator<? super T> bestFirst,
      boolean latestAhead,
      boolean atTheEnd,
      Members<T, ?> members) {
    this.type = type;
    this.count = count;
    this.bestFirst = Objects.requireNonNull(bestFirst, "bestFirst");
    this.latestAhead = latestAhead;
    this.atTheEnd = atTheEnd;
    this.members = members;
    Comparator<Candidate<T>> arrival = Comparator.comparingLong(Candidate::number);
    Comparator<Candidate<T>> order =
        Comparator.<Candidate<T>, T>comparing(Candidate::value, bestFirst)
            .thenComparing(latestAhead ? arrival.reversed() : arrival);
    this.top = Aggregates.topN(count, order, TypeRef.of(Candidate.type(type)));
    this.best = StateSpec.of("best", TypeRef.generic(Best.class, type));
  }

  /** The first {@code count} by an order that says that the better one is less. */
  public static <T> TopN<T> of(Class<T> type, int count, Comparator<? super T> bestFirst) {
    return of(TypeRef.of(type), count, bestFirst);
  }

  /** Like {@link #of(Class, int, Comparator)}, for values of a generic type. */
  public static <T> TopN<T> of(TypeRef<T> type, int count, Comparator<? super T> bestFirst) {
    return new TopN<>(type.type(), count, bestFirst, false, false, null);
  }

  /** This, where among equals who came last is ahead. */
  public TopN<T> latestAhead() {
    return new TopN<>(type, count, bestFirst, true, atTheEnd, members);
  }

  /**
   * This, with ranks given once, when all input has ended, with the latest event time of what
   * changed them. In a batch it is so.
   */
  public TopN<T> atTheEnd() {
    return new TopN<>(type, count, bestFirst, latestAhead, true, members);
  }

  /**
   * This, where a record takes the place of the one of the same member before.
   *
   * @param memberType what identifies a member: what may be the key of a topic
   */
  public <M> TopN<T> members(Class<M> memberType, Function<? super T, ? extends M> member) {
    MapSpec<M, Candidate<T>> all =
        MapSpec.of("members", memberType, TypeRef.of(Candidate.type(type)));
    return new TopN<>(
        type,
        count,
        bestFirst,
        latestAhead,
        atTheEnd,
        new Members<>(Objects.requireNonNull(member, "member"), all));
  }

  @Override
  public TopN<T> finalOnly() {
    return atTheEnd();
  }

  @Override
  public Duration clockBehind() {
    return atTheEnd ? FunctionSpec.UNTIL_THE_END : Duration.ZERO;
  }

  @Override
  public List<StateDeclaration> states() {
    return members == null ? List.of(best) : List.of(best, members.all);
  }

  @Override
  public List<TimerSpec> timers() {
    return atTheEnd ? List.of(end) : List.of();
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.of(Ranked.type(type).type());
  }

  @Override
  public void onRecord(T value, Context context, Output<Ranked<T>> output) {
    Best<T> before = context.getOr(best, Best.none());
    long number = before.arrivals;
    List<Candidate<T>> was = before.candidates;
    Candidate<T> replaced = members == null ? null : members.replace(value, number, context);
    List<Candidate<T>> others = replaced == null ? was : without(value, was);
    List<Candidate<T>> now =
        plus(others, new Candidate<>(replaced == null ? number : replaced.number, value));
    boolean wasAmongBest = others.size() < was.size();
    if (wasAmongBest && now.size() == count && isLast(now, value)) {
      // it fell back to the end, so any other member may be better
      now = bestOf(members.map(context));
    }
    if (atTheEnd && number == 0) {
      context.setTimer(end, Long.MAX_VALUE);
    }
    if (members != null || !now.equals(was)) {
      long changedMs = Math.max(before.changedMs, context.eventTimeMs());
      context.put(best, new Best<>(number + 1, now, changedMs));
    }
    if (!atTheEnd) {
      emitChanges(was, now, context.eventTimeMs(), output);
    }
  }

  private boolean isLast(List<Candidate<T>> candidates, T value) {
    return members.areSame(candidates.get(candidates.size() - 1).value, value);
  }

  private List<Candidate<T>> without(T value, List<Candidate<T>> candidates) {
    return candidates.stream().filter(one -> !members.areSame(one.value, value)).toList();
  }

  private List<Candidate<T>> plus(List<Candidate<T>> ordered, Candidate<T> candidate) {
    return top.add(ordered, candidate, 0);
  }

  private List<Candidate<T>> bestOf(MapState<?, Candidate<T>> all) {
    List<List<Candidate<T>>> best = new ArrayList<>(List.of(top.create()));
    all.forEach((member, candidate) -> best.set(0, plus(best.get(0), candidate)));
    return best.get(0);
  }

  private static <T> void emitChanges(
      List<Candidate<T>> was, List<Candidate<T>> now, long timeMs, Output<Ranked<T>> output) {
    for (int i = 0; i < now.size(); i++) {
      if (i >= was.size() || !now.get(i).equals(was.get(i))) {
        output.emit(new Ranked<>(i + 1, now.get(i).value), timeMs);
      }
    }
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<Ranked<T>> output) {
    Best<T> ended = context.getOr(best, Best.none());
    emitChanges(List.of(), ended.candidates, ended.changedMs, output);
    context.remove(best);
    if (members != null) {
      members.map(context).clear();
    }
  }
}
