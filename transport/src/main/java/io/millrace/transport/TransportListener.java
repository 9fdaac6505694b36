package io.millrace.transport;

/** What a worker hears from its transport. Called in the transport's thread; must not wait. */
public interface TransportListener {

  /** A peer has proven that it knows the secret; frames and control messages may flow. */
  void onConnected(Peer peer);

  /**
   * The connection is gone, and with it whatever was on its way, both ways. Channels to partitions
   * there are to ask where they stand ({@code Outbox.disconnected}).
   *
   * @param reason for people
   */
  void onLost(Peer peer, String reason);

  /** A control message arrived; the bytes are gone when this returns. */
  void onControl(Peer peer, byte[] message, int at, int length);
}
