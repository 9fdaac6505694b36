package io.millrace.scheduler.mesos.wire;

import java.net.URI;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** Something that happened on the connection with a master. */
public sealed interface LinkEvent {

  /** The subscription that it is about: the number that it was asked for with. */
  int stream();

  /**
   * The master has opened the stream of events.
   *
   * @param streamId what calls have to name
   */
  record Opened(int stream, String streamId) implements LinkEvent {}

  /** An event of the stream. */
  record Received(int stream, Event event) implements LinkEvent {}

  /** The stream has ended, or never came about: nobody answered. */
  record Ended(int stream, String cause) implements LinkEvent {}

  /** Another master leads, says this one. */
  record Redirected(int stream, URI to) implements LinkEvent {}

  /** The subscription was answered with something else than a stream. */
  record Refused(int stream, int status, String text) implements LinkEvent {}

  /**
   * A call was not accepted.
   *
   * @param status of HTTP, or 0 if there was no answer
   */
  record CallRefused(int stream, Call.Type call, int status, String text) implements LinkEvent {}
}
