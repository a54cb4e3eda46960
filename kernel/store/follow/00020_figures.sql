DROP TABLE figures_request;
DROP TABLE figures_request_month;
DELETE FROM follower WHERE name = 'request.figures';
