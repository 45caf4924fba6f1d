package dev.lockstep.plant;

/**
 * Both lines of the plant.
 *
 * @param lineA press and conveyor
 * @param lineB the oven
 */
record ProductionLines(ProductionLine lineA, ProductionLine lineB) {}
