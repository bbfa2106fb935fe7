"""The hourly power system: load, dispatch and storage, virtual power plant, adequacy. Imports model and measure."""
