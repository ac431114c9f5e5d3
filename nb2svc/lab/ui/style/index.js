import './base.css';
import './panel.css';
import './batch.css';
import './graph.css';
import './versions.css';
import './cells.css';
