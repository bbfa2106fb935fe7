-- Run on the copy of the database that strangers may ask: what only the app itself needs is taken out.
drop table build;
