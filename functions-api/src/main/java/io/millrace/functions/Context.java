package io.millrace.functions;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * All that a function may see and do besides its record.
 *
 * <p>State, timers and asynchronous calls belong to the current key. Everything read here is a
 * function of the partition's journal, so a replay sees the same. Using a topic, state, timer or
 * call that the function did not declare throws {@link IllegalStateException} with the line to add.
 *
 * <p>Not thread-safe, valid only during the call it was passed to.
 */
public interface Context {

  /**
   * The current key.
   *
   * @param type what the topic's key extractor returns; integral types convert into each other
   * @throws IllegalStateException in a call for a broadcast record, which has no key
   */
  <K> K key(Class<K> type);

  /**
   * The application's settings ({@code --set name=value}). What only a call asks for should be
   * asked for when the application is declared, or the function opened, as well: a setting that
   * nobody has asked for by then is refused.
   */
  Settings settings();

  /** The partition that this call runs in, from 0. */
  int partition();

  /** Event time of the record or timer at hand, ms since 1970. */
  long eventTimeMs();

  /** Processing time: when the frame at hand was journaled, ms since 1970. Never goes back. */
  long nowMs();

  /**
   * The function's event clock, ms since 1970: no record earlier than this is expected any more.
   * {@link Long#MIN_VALUE} before the first watermark, {@link Long#MAX_VALUE} after the end of all
   * bounded input.
   */
  long watermarkMs();

  /** A generator seeded from the journal: the same numbers at every replay. */
  RandomGenerator random();

  /** The value of the current key, empty if never put, removed or expired. */
  <T> Optional<T> get(StateSpec<T> state);

  /** Like {@link #get}, without the Optional. */
  <T> T getOr(StateSpec<T> state, T otherwise);

  /**
   * Stores a value for the current key. Values are stored encoded: later changes to the object are
   * not kept.
   */
  <T> void put(StateSpec<T> state, T value);

  /** Forgets the value of the current key. */
  void remove(StateSpec<?> state);

  /** The list of the current key; a view that reads and writes through. */
  <T> ListState<T> list(ListSpec<T> state);

  /** The map of the current key; a view that reads and writes through. */
  <K, V> MapState<K, V> map(MapSpec<K, V> state);

  /** Emits a record with the event time of the record or timer at hand. */
  <T> void emit(Topic<T> topic, T value);

  /** Emits a record. */
  <T> void emit(Topic<T> topic, T value, long eventTimeMs);

  /**
   * Sets a timer for the current key; setting the same timer for the same time again changes
   * nothing. A time that has passed fires at once, after the current call.
   */
  void setTimer(TimerSpec timer, long atMs);

  /** Takes back a timer; nothing happens if there is none. */
  void cancelTimer(TimerSpec timer, long atMs);

  /** Counts a record as dropped because it came too late; changes nothing else. */
  void countLateDropped();

  /**
   * Makes a call to the outside off the partition's thread. Its outcome is journaled and then
   * handed to {@link StreamFunction#onAsyncResult} once; a replay uses the journaled outcome. The
   * call itself may be made again after a crash, if its outcome had not been journaled.
   */
  <Q> void async(AsyncCall<Q, ?> call, Q request);
}
