package io.millrace.runtime.channel;

/**
 * What all frames of one origin have in common.
 *
 * @param application whose frames they are
 * @param origin who numbers the channels
 * @param term the origin's term
 * @param generation which life of the application's journals
 * @param codeVersion the code version that encodes the values
 */
public record FrameStamp(long application, long origin, int term, int generation, int codeVersion) {

  /** The stamp of another owner of the same origin. */
  public FrameStamp withTerm(int other) {
    return new FrameStamp(application, origin, other, generation, codeVersion);
  }
}
