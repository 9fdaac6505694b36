package io.millrace.runtime.transport;

/** Hands over frames that have arrived. Used by one thread. */
public interface FrameReceiver {

  /** Takes one frame; it may be changed in place and is gone when this returns. */
  @FunctionalInterface
  interface Handler {
    void onFrame(byte[] frame, int at, int length);
  }

  /**
   * Hands over up to {@code limit} frames, in the order in which each sender sent them.
   *
   * @return how many
   */
  int poll(Handler handler, int limit);
}
