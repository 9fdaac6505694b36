package io.millrace.functions.window;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.TypeRef;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The records themselves: each is an entry of a map beside the panes, which tell where. */
final class RecordContents<T> implements Contents<T, Kept> {

  /** Where a record is: in which run, and where in it. */
  record Place(long run, int index) {}

  /** A record with the number of its arrival and its event time. */
  record Arrived<T>(long number, long eventTimeMs, T value) {}

  /** The number of the next record of the key that arrives. */
  private static final StateSpec<Long> ARRIVALS = StateSpec.of("arrivals", Long.class);

  private final MapSpec<Place, Arrived<T>> records;
  private final int keepLast;
  private final long keepLastMs;

  /** {@code keepLast} records at most, the newest {@code keepLastMs}; 0 = all. */
  RecordContents(Type type, int keepLast, long keepLastMs) {
    this.records = MapSpec.of("records", Place.class, TypeRef.generic(Arrived.class, type));
    this.keepLast = keepLast;
    this.keepLastMs = keepLastMs;
  }

  @Override
  public Type type() {
    return Kept.class;
  }

  @Override
  public List<StateDeclaration> states() {
    return List.of(records, ARRIVALS);
  }

  @Override
  public Kept create() {
    return Kept.NONE;
  }

  @Override
  public Kept add(Kept kept, T value, long ms, Context context) {
    long number = context.getOr(ARRIVALS, 0L);
    context.put(ARRIVALS, number + 1);
    boolean isFirst = kept.runs().isEmpty();
    Kept.Run run = isFirst ? new Kept.Run(number, 0, 0) : kept.runs().get(kept.runs().size() - 1);
    MapState<Place, Arrived<T>> map = context.map(records);
    map.put(new Place(run.id(), run.to()), new Arrived<>(number, ms, value));
    int from = run.from();
    // with one run, the oldest of it is the oldest of all: what must go at firing may go now
    if (kept.runs().size() <= 1) {
      for (; from < run.to() && isOld(run, from, ms, map); from++) {
        map.remove(new Place(run.id(), from));
      }
    }
    Kept.Run longer = new Kept.Run(run.id(), from, run.to() + 1);
    return isFirst ? new Kept(List.of(longer)) : kept.withLast(longer);
  }

  private boolean isOld(Kept.Run run, int index, long newestMs, MapState<Place, Arrived<T>> map) {
    return (keepLast > 0 && run.to() + 1 - index > keepLast)
        || (keepLastMs > 0
            && map.get(new Place(run.id(), index)).orElseThrow().eventTimeMs()
                < newestMs - keepLastMs);
  }

  @Override
  public Kept merge(Kept earlier, Kept later) {
    return earlier.plus(later);
  }

  @Override
  public void drop(Kept kept, Context context) {
    MapState<Place, Arrived<T>> map = context.map(records);
    for (Kept.Run run : kept.runs()) {
      for (int i = run.from(); i < run.to(); i++) {
        map.remove(new Place(run.id(), i));
      }
    }
    if (map.isEmpty()) {
      context.remove(ARRIVALS);
    }
  }

  /** What is to be seen of the records, in the order of their arrival. */
  List<T> values(Kept kept, Context context) {
    MapState<Place, Arrived<T>> map = context.map(records);
    List<Arrived<T>> arrived = new ArrayList<>();
    long newest = Long.MIN_VALUE;
    for (Kept.Run run : kept.runs()) {
      for (int i = run.from(); i < run.to(); i++) {
        Arrived<T> record = map.get(new Place(run.id(), i)).orElseThrow();
        newest = Math.max(newest, record.eventTimeMs());
        arrived.add(record);
      }
    }
    if (keepLastMs > 0) {
      long oldest = newest - keepLastMs;
      arrived.removeIf(record -> record.eventTimeMs() < oldest);
    }
    arrived.sort(Comparator.comparingLong(Arrived::number));
    int from = keepLast > 0 ? Math.max(0, arrived.size() - keepLast) : 0;
    return arrived.stream().skip(from).map(Arrived::value).toList();
  }
}
