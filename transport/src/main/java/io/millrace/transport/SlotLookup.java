package io.millrace.transport;

/** Which slot a frame is for. */
@FunctionalInterface
public interface SlotLookup {

  /**
   * The slot that runs the partition that the frame goes to, or the origin it goes back to; -1 if
   * this worker has neither. Called in the transport's thread.
   */
  int slotOf(byte[] frame, int at);
}
