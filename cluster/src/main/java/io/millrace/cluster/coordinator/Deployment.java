package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.Durability;
import io.millrace.runtime.plan.ApplicationMetadata;

/**
 * An application that is to run.
 *
 * @param name of the deployment
 * @param code what is to run
 * @param metadata with that code; its number is the application's
 * @param workers on how many workers, or null: on all
 * @param durability when entries are stable
 */
public record Deployment(
    String name,
    DeployedCode code,
    ApplicationMetadata metadata,
    Integer workers,
    Durability durability) {}
