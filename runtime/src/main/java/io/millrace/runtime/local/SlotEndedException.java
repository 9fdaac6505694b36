package io.millrace.runtime.local;

/** A slot was asked something after its last turn: the application is stopping or has failed. */
final class SlotEndedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  SlotEndedException(int slot) {
    super("slot has ended: slot=" + slot + "; the application is stopping or has failed");
  }
}
