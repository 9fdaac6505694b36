package io.millrace.cluster.http;

import io.millrace.cluster.code.PreparedCode;
import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.Durability;
import io.millrace.runtime.plan.ApplicationMetadata;
import java.util.Map;
import java.util.Optional;

/**
 * What the API asks of the coordinator. Called by any thread, which waits for the coordinator's.
 * What cannot be is a {@link RefusedException}.
 */
public interface ClusterControl {

  /** How the cluster stands. */
  ClusterView cluster();

  /** How an application stands. */
  ApplicationView application(String name);

  /** What is known of an application whose code is about to be replaced. */
  Known known(String name);

  /** Code that an application runs, or has run, by its version. */
  DeployedCode code(String name, int version);

  /**
   * What is kept of an application of this name that was stopped with its state, if there is one.
   */
  Optional<ApplicationMetadata> kept(String name);

  /**
   * What a new version of the code goes by.
   *
   * @param app which application of the jar it is, or null
   * @param settings what it was deployed with
   */
  record Known(ApplicationMetadata metadata, String app, Map<String, String> settings) {}

  /**
   * Makes an application of prepared code; returns when that is decided and kept.
   *
   * @param workers how many it runs on, or null for all
   * @param durability when what it journals is stable
   */
  void deploy(PreparedCode code, Integer workers, Durability durability);

  /** Replaces an application's code. */
  void update(PreparedCode code);

  /** Gives a worker no more partitions, and moves away those that it has. Returns at once. */
  void drain(String worker);

  /** Lets a worker have partitions again. */
  void undrain(String worker);

  /** Spreads an application over so many workers. */
  void scale(String name, int workers);

  /** The past of applications, and how to go back to it. */
  RewindControl rewinds();

  /** Ends an application. */
  void stop(String name, boolean keepState);

  /** Ends all workers, then the coordinator. */
  void stopCluster();
}
