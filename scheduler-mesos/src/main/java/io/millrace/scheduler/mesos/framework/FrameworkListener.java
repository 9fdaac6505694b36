package io.millrace.scheduler.mesos.framework;

import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** Who hears what becomes of a framework. Called from within the calls of {@link Framework}. */
public interface FrameworkListener {

  /**
   * The framework has this id. It must be there for later coordinators when this returns: nothing
   * is launched before. What this throws ends the subscription; another one is tried.
   *
   * @param id not the one it was given at its start, if there was one: that one is gone for ever,
   *     and so are its tasks
   */
  void keepId(String id);

  /** From here on there are events, and calls may be sent. No offer from before is valid. */
  void onSubscribed();

  /** The subscription is lost; another one is tried, or none ever: {@link Framework#phase}. */
  void onLost(String cause);

  /** An event that concerns offers, tasks, agents. */
  void onEvent(Event event);

  /** The master does not like a call. The subscription goes on. */
  void onCallRefused(Call.Type call, String cause);
}
