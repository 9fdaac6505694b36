package io.millrace.functions.connect;

/** Takes what a split reader has read. */
public interface SourceOutput<T> {

  /**
   * Takes one value.
   *
   * @param nextPosition the position after it, greater than that of the item before
   */
  void record(T value, long nextPosition);

  /**
   * Takes note of an item that could not be read as a value; the source's policy decides.
   *
   * @param nextPosition the position after it
   * @param where the place as a person would look it up: file and line
   * @param text the item as text, shortened if long
   * @param problem what is wrong with it
   */
  void malformed(long nextPosition, String where, String text, String problem);
}
