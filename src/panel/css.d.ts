/** Style sheets that the bundler collects into `dist/panel.css`. */
declare module '*.css';
