package io.millrace.scheduler.mesos.wire;

import java.net.URI;
import java.util.function.Consumer;
import org.apache.mesos.v1.scheduler.Protos.Call;

/**
 * The connection with a master: one subscription at a time, and calls beside it. Nothing waits;
 * what becomes of it all is told by {@link #poll}. One thread.
 */
public interface MasterLink extends AutoCloseable {

  /**
   * Subscribes. One of {@link LinkEvent.Opened}, {@link LinkEvent.Redirected}, {@link
   * LinkEvent.Refused} and {@link LinkEvent.Ended} follows; nothing, if the master is silent.
   *
   * @param stream a number that was never used before
   * @param master where it is
   * @param call of type SUBSCRIBE
   */
  void subscribe(int stream, URI master, Call call);

  /**
   * Sends a call of the open stream, after those before; never on the stream's own connection. Only
   * if it is not accepted anything is told.
   */
  void send(int stream, URI master, String streamId, Call call);

  /** Ends a subscription from this side: nothing is told of it from here on. */
  void drop(int stream);

  /** Tells what has happened since the last call, in order. */
  void poll(Consumer<LinkEvent> to);

  /** Lets go of the master, which takes it for a failure, and waits for who comes back. */
  @Override
  void close();
}
